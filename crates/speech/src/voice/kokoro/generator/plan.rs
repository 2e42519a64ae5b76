//! The generator as it was found: what its layers are and which values of the graph they take.

use super::decoder;

/// A convolution of bytes: activations quantised when they come, weights before.
#[derive(Debug, Clone, PartialEq)]
pub struct Convolution<'a> {
    /// Channels that go out, channels that come in, taps.
    pub shape: [usize; 3],
    /// The weights in that order.
    pub weights: &'a [u8],
    /// What in them stands for nought.
    pub zero_point: u8,
    /// What one step of a weight is worth.
    pub scale: f32,
    /// A float a channel that goes out.
    pub bias: Vec<f32>,
    /// Places between two taps.
    pub dilation: usize,
    /// Places between two windows.
    pub stride: usize,
    /// Places of nought at each end.
    pub padding: usize,
    /// The convolution's own output, before bias and scale: 32-bit integers.
    pub product: &'a str,
}

/// Adaptive instance normalisation: each channel has mean 0 and variance 1, and then what the style asks for.
#[derive(Debug, Clone, PartialEq)]
pub struct Normal<'a> {
    /// The value that holds a factor a channel, of the style.
    pub gain: &'a str,
    /// The value that holds an offset a channel, of the style.
    pub offset: &'a str,
    /// Added to the variance.
    pub epsilon: f32,
}

/// Normalisation by style, Snake, convolution.
#[derive(Debug, Clone, PartialEq)]
pub struct Layer<'a> {
    /// What comes first.
    pub normal: Normal<'a>,
    /// Snake's frequency of each channel.
    pub frequency: Vec<f32>,
    /// Snake's factor of each channel, the inverse of its frequency.
    pub factor: Vec<f32>,
    /// What follows.
    pub convolution: Convolution<'a>,
}

/// Three times two layers; behind every second one what came in is added.
#[derive(Debug, Clone, PartialEq)]
pub struct Block<'a> {
    /// In the order in which they run.
    pub layers: Vec<[Layer<'a>; 2]>,
    /// What it takes.
    pub input: &'a str,
    /// What it gives.
    pub output: &'a str,
}

/// A convolution of floats, plain or transposed.
#[derive(Debug, Clone, PartialEq)]
pub struct FloatConvolution {
    /// Channels that go out, channels that come in, taps.
    pub shape: [usize; 3],
    /// The weights in ONNX's order: as the shape, and of a transposed one the channels that come in first.
    pub weights: Vec<f32>,
    /// A float a channel that goes out.
    pub bias: Vec<f32>,
    /// Places that go out for each that comes in; 1 for the plain one.
    pub stride: usize,
    /// Cut off at each end of a transposed one, added at each end of a plain one.
    pub padding: usize,
    /// The slope below nought of the rectifier in front.
    pub slope: f32,
}

/// One of the steps up in rate.
#[derive(Debug, Clone, PartialEq)]
pub struct Step<'a> {
    /// To the higher rate.
    pub up: FloatConvolution,
    /// Whether the second place is put once more in front of the first.
    pub reflected: bool,
    /// The source's spectrum at this rate.
    pub noise: Convolution<'a>,
    /// ... goes through this block.
    pub noise_block: Block<'a>,
    /// The mean of what these give goes on.
    pub blocks: Vec<Block<'a>>,
}

/// The generator.
#[derive(Debug, Clone, PartialEq)]
pub struct Plan<'a> {
    /// The decoder in front; empty where it does not look as expected.
    pub decoder: Vec<decoder::Block<'a>>,
    /// The value of the decoder's features: \[1, channels, places\].
    pub features: &'a str,
    /// The value of the source's spectrum: \[1, bins, places\].
    pub spectrum: &'a str,
    /// In the order in which they run.
    pub steps: Vec<Step<'a>>,
    /// The last convolution.
    pub last: FloatConvolution,
    /// The value that it gives: \[1, 2 × bins, places\].
    pub output: &'a str,
}

impl Plan<'_> {
    /// All values that it takes but the style's, all \[1, channels, places\]: the spectrum first.
    pub fn inputs(&self) -> Vec<&str> {
        let mut inputs = vec![self.spectrum];
        match self.decoder.as_slice() {
            [] => inputs.push(self.features),
            [first, others @ ..] => {
                let all = first.outside(true).iter().chain(others.iter().flat_map(|block| block.outside(false)));
                all.for_each(|&input| {
                    if !inputs.contains(&input) {
                        inputs.push(input);
                    }
                });
            }
        }
        inputs
    }

    /// All values of the style that the layers take, the decoder's last.
    pub fn styles(&self) -> Vec<&str> {
        let blocks = self.steps.iter().flat_map(|step| step.blocks.iter().chain([&step.noise_block]));
        let layers = blocks.flat_map(|block| block.layers.iter().flatten());
        let styles = layers.flat_map(|layer| [layer.normal.gain, layer.normal.offset]);
        styles.chain(self.decoder.iter().flat_map(|block| block.styles())).collect()
    }

    /// Whether everybody takes as many channels as the one before gives.
    pub fn fits(&self) -> bool {
        let steps = self.steps.iter().all(|step| {
            let channels = step.up.shape[0];
            let blocks = || step.blocks.iter().chain([&step.noise_block]);
            let layers = || blocks().flat_map(|block| block.layers.iter().flatten());
            step.noise.shape[0] == channels && layers().all(|layer| layer.convolution.shape[..2] == [channels; 2])
        });
        let ups = self.steps.windows(2).all(|two| two[0].up.shape[0] == two[1].up.shape[1]);
        let decoder =
            self.decoder.last().is_none_or(|b| self.steps.first().is_some_and(|s| s.up.shape[1] == b.gives()));
        steps && ups && decoder && self.steps.last().is_some_and(|step| step.up.shape[0] == self.last.shape[1])
    }
}
