//! One layer: normalisation by style, Snake, quantisation, convolution of bytes.

use altavoce_kernel::{
    Activation, Add, BLOCK_ROWS, Convolution, Epilogue, InstructionSet, Moments, PackError, PackedWeights, Pointwise,
    Quantization, Quantized, Shape, Span,
};

use super::cores::{Share, each};
use super::plan;

/// A convolution of bytes with its weights packed.
#[derive(Debug)]
pub struct Bytes {
    weights: PackedWeights,
    scale: f32,
    bias: Vec<f32>,
    dilation: usize,
    stride: usize,
    padding: usize,
}

/// Adaptive instance normalisation.
#[derive(Debug)]
pub struct Style {
    /// Which of the styles holds a factor a channel; the next one holds the offsets.
    pub number: usize,
    /// Added to the variance.
    pub epsilon: f32,
}

/// A layer, ready to run.
#[derive(Debug)]
pub struct Layer {
    style: Style,
    frequency: Vec<f32>,
    factor: Vec<f32>,
    convolution: Bytes,
}

/// Who computes: with which instructions, on how many threads.
#[derive(Debug, Clone, Copy)]
pub struct Machine<'a> {
    /// The instructions.
    pub set: InstructionSet,
    /// The threads.
    pub share: &'a Share<'a>,
}

impl Bytes {
    /// Packs the weights.
    pub fn pack(found: &plan::Convolution) -> Result<Bytes, PackError> {
        let [c_out, c_in, taps] = found.shape;
        Ok(Bytes {
            weights: PackedWeights::pack(found.weights, found.zero_point, Shape { c_out, c_in, taps })?,
            scale: found.scale,
            bias: found.bias.clone(),
            dilation: found.dilation,
            stride: found.stride,
            padding: found.padding,
        })
    }

    /// Rows of nought that it takes at each end.
    pub fn padding(&self) -> usize {
        self.padding
    }

    /// Channels that it takes.
    pub fn bins(&self) -> usize {
        self.weights.shape().c_in
    }

    /// Channels that it gives.
    pub fn channels(&self) -> usize {
        self.weights.shape().c_out
    }

    /// Rows that it gives for so many.
    pub fn rows(&self, rows: usize) -> usize {
        self.kernel().rows(rows)
    }

    fn kernel(&self) -> Convolution<'_> {
        Convolution { weights: &self.weights, dilation: self.dilation, stride: self.stride, padding: self.padding }
    }

    /// The whole output, `[rows][channels]`.
    pub fn run(&self, machine: Machine, input: &Quantized, add: Add, out: &mut [f32]) {
        let scale = input.quantization().scale * self.scale;
        let bias = Quantization::bias(&self.bias, scale);
        let channels = self.channels();
        let part = machine.share.part(out.len() / channels);
        each(out.chunks_mut(part * channels).enumerate(), |(n, out)| {
            let rows = n * part..n * part + out.len() / channels;
            let add = match add {
                Add::Rows(whole) => Add::Rows(&whole[rows.start * channels..rows.end * channels]),
                other => other,
            };
            self.kernel().run(machine.set, input, rows, &Epilogue { bias: &bias, scale, add }, out);
        });
    }
}

impl Layer {
    /// Packs what was found; `style` is the number of its factors among the styles, its offsets are the next.
    pub fn pack(found: &plan::Layer, style: usize) -> Result<Layer, PackError> {
        Ok(Layer {
            style: Style { number: style, epsilon: found.normal.epsilon },
            frequency: found.frequency.clone(),
            factor: found.factor.clone(),
            convolution: Bytes::pack(&found.convolution)?,
        })
    }

    /// Takes `x`, `[rows][channels]`, and gives as much to `out`, with what `add` says. `bytes` is room that is used again.
    pub fn run(
        &self,
        machine: Machine,
        styles: &[Vec<f32>],
        x: &[f32],
        bytes: &mut Quantized,
        add: Add,
        out: &mut [f32],
    ) {
        let channels = self.frequency.len();
        let (scale, shift) = self.style.normalisation(machine, styles, x);
        let activation = Activation::Snake { alpha: &self.frequency, reciprocal: &self.factor };
        let pointwise = Pointwise { scale: &scale, shift: &shift, activation };
        quantize(machine, &pointwise, x, channels, self.convolution.padding, bytes);
        self.convolution.run(machine, bytes, add, out);
    }
}

impl Style {
    /// The normalisation of `x`, `[rows][channels]`, as a factor and an offset a channel.
    pub fn normalisation(&self, machine: Machine, styles: &[Vec<f32>], x: &[f32]) -> (Vec<f32>, Vec<f32>) {
        let channels = styles[self.number].len();
        let rows = x.len() / channels;
        let part = machine.share.part(rows);
        let mut blocks = vec![0.0; Moments::blocks_len(rows, channels)];
        let parts = x.chunks(part * channels).zip(blocks.chunks_mut(part / BLOCK_ROWS * 2 * channels));
        each(parts, |(x, blocks)| Moments::blocks(machine.set, x, channels, blocks));
        let Moments { mean, variance } = Moments::join(&blocks, rows, channels);
        let gains = styles[self.number].iter().zip(&variance);
        let scale: Vec<f32> = gains.map(|(gain, variance)| gain / (variance + self.epsilon).sqrt()).collect();
        let means = styles[self.number + 1].iter().zip(mean.iter().zip(&scale));
        let shift = means.map(|(offset, (mean, scale))| offset - mean * scale).collect();
        (scale, shift)
    }
}

/// The bytes of what `pointwise` makes of `x`.
pub fn quantize(
    machine: Machine,
    pointwise: &Pointwise,
    x: &[f32],
    channels: usize,
    padding: usize,
    bytes: &mut Quantized,
) {
    let rows = x.len() / channels;
    let part = machine.share.part(rows);
    let spans = each(x.chunks(part * channels), |x| pointwise.span(machine.set, x));
    let span = spans.into_iter().fold(Span::ZERO, Span::union);
    bytes.reset(rows, channels, padding, Quantization::of(span));
    each(bytes.parts(part).zip(x.chunks(part * channels)), |(bytes, x)| pointwise.quantize(machine.set, x, bytes));
}
