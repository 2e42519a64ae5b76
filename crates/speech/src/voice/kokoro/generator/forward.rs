//! The generator, packed, and how it runs. Everything is `[rows][channels]`, a row a place in time.

use altavoce_kernel::{
    Activation, Add, FloatConvolution, InstructionSet, PackError, Padded, Pointwise, Quantized, Shape,
};

use super::cores::{Share, each};
use super::decoder;
use super::layer::{Bytes, Layer, Machine, quantize};
use super::plan::{self, Plan};

/// A convolution of floats behind its rectifier.
#[derive(Debug)]
struct Floats {
    convolution: FloatConvolution,
    channels: [usize; 2],
    slope: f32,
}

#[derive(Debug)]
struct Block(Vec<[Layer; 2]>);

#[derive(Debug)]
struct Step {
    up: Floats,
    reflected: bool,
    noise: Bytes,
    noise_block: Block,
    blocks: Vec<Block>,
}

/// The generator.
#[derive(Debug)]
pub struct Generator {
    set: InstructionSet,
    /// Each block of the decoder, and which of the inputs it takes besides what the one before it gives.
    decoder: Vec<(decoder::Packed, Vec<usize>)>,
    steps: Vec<Step>,
    last: Floats,
}

/// What the network says of one sentence.
#[derive(Debug)]
pub struct Spoken<'a> {
    /// The values of [`Plan::inputs`] and their channels, `[channels][rows]` as ONNX has them.
    pub inputs: Vec<(Vec<f32>, usize)>,
    /// The values of [`Plan::styles`].
    pub styles: &'a [Vec<f32>],
}

/// Tensors whose memory is used again from layer to layer.
#[derive(Default)]
struct Room {
    middle: Vec<f32>,
    bytes: Quantized,
}

impl Generator {
    /// Packs what was found.
    ///
    /// # Errors
    /// Weights that no kernel takes.
    pub fn pack(plan: &Plan, set: InstructionSet) -> Result<Generator, PackError> {
        let inputs = plan.inputs();
        let mut styles = 0;
        let mut block = |found: &plan::Block| {
            let mut layer = |found: &plan::Layer| {
                styles += 2;
                Layer::pack(found, styles - 2)
            };
            let pairs = found.layers.iter().map(|[first, second]| Ok([layer(first)?, layer(second)?]));
            pairs.collect::<Result<_, _>>().map(Block)
        };
        let mut step = |found: &plan::Step| {
            Ok(Step {
                up: Floats::pack(&found.up, true)?,
                reflected: found.reflected,
                noise: Bytes::pack(&found.noise)?,
                // the order of `Plan::styles`
                blocks: found.blocks.iter().map(&mut block).collect::<Result<_, _>>()?,
                noise_block: block(&found.noise_block)?,
            })
        };
        let steps = plan.steps.iter().map(&mut step).collect::<Result<_, _>>()?;
        let decoder = plan.decoder.iter().enumerate().map(|(n, block)| {
            let outside = block.outside(n == 0).iter();
            let from = outside.filter_map(|name| inputs.iter().position(|input| input == name)).collect();
            styles += 4;
            Ok::<_, PackError>((decoder::Packed::pack(block, styles - 4)?, from))
        });
        let decoder = decoder.collect::<Result<_, _>>()?;
        Ok(Generator { set, decoder, steps, last: Floats::pack(&plan.last, false)? })
    }

    /// How many rows there are, and magnitudes and phases, `[2 × bins][rows]` as ONNX has them; `None` where lengths do not fit
    /// one another.
    pub fn run(&self, spoken: Spoken, share: &Share) -> Option<(usize, Vec<f32>)> {
        let machine = Machine { set: self.set, share };
        let bins = self.steps.first()?.noise.bins();
        let spectrum = turned(&spoken.inputs.first()?.0, bins);
        let mut source = Quantized::new();
        let margin = self.steps.iter().map(|step| step.noise.padding()).max()?;
        let (scale, shift) = (vec![1.0; bins], vec![0.0; bins]);
        let as_it_is = Pointwise { scale: &scale, shift: &shift, activation: Activation::Identity };
        quantize(machine, &as_it_is, &spectrum, bins, margin, &mut source);
        drop(spectrum);

        let mut room = Room::default();
        let Spoken { styles, .. } = spoken;
        let mut value = self.features(machine, &spoken, &mut room.bytes)?;
        drop(spoken);
        // the mean of blocks is taken where their sum is read
        let mut share_of_each = 1.0;
        for step in &self.steps {
            value = step.run(machine, styles, value, share_of_each, &source, &mut room)?;
            share_of_each = 1.0 / step.blocks.len() as f32;
        }
        drop(room);
        let padded = self.last.read(machine, value, share_of_each);
        let rows = self.last.convolution.rows(padded.rows());
        let mut out = vec![0.0; rows * self.last.channels[0]];
        self.last.run(machine, &padded, 0, Add::Nothing, &mut out);
        Some((rows, turned(&out, rows)))
    }
}

impl Generator {
    /// What the decoder gives, `[rows][channels]`.
    fn features(&self, machine: Machine, spoken: &Spoken, bytes: &mut Quantized) -> Option<Vec<f32>> {
        let (features, channels) = spoken.inputs.get(1)?;
        if self.decoder.is_empty() {
            return Some(turned(features, *channels));
        }
        let rows = features.len() / channels;
        let mut value: Option<Vec<f32>> = None;
        for (block, from) in &self.decoder {
            let others: Vec<(&[f32], usize)> =
                from.iter().map(|&n| (spoken.inputs[n].0.as_slice(), spoken.inputs[n].1)).collect();
            let x = decoder::joined(value.as_deref(), &others, rows);
            if rows == 0 || x.len() != rows * block.channels() || others.iter().any(|(x, c)| x.len() != rows * c) {
                return None;
            }
            value = Some(block.run(machine, spoken.styles, &x, bytes));
        }
        value
    }
}

#[cfg(test)]
impl Generator {
    /// What the decoder gives.
    pub fn decoded(&self, spoken: &Spoken, share: &Share) -> Vec<f32> {
        self.features(Machine { set: self.set, share }, spoken, &mut Quantized::new()).unwrap()
    }

    /// What the block `n` in the order of [`Plan::styles`] gives for `x`.
    pub fn block(&self, n: usize, x: &[f32], styles: &[Vec<f32>], share: &Share) -> Vec<f32> {
        let mut blocks = self.steps.iter().flat_map(|step| step.blocks.iter().chain([&step.noise_block]));
        let mut out = vec![0.0; x.len()];
        let machine = Machine { set: self.set, share };
        blocks.nth(n).unwrap().run(machine, styles, x, &mut out, &mut Room::default());
        out
    }
}

impl Step {
    fn run(
        &self,
        machine: Machine,
        styles: &[Vec<f32>],
        value: Vec<f32>,
        factor: f32,
        source: &Quantized,
        room: &mut Room,
    ) -> Option<Vec<f32>> {
        let channels = self.noise.channels();
        let padded = self.up.read(machine, value, factor);
        let (extra, rows) = (usize::from(self.reflected), self.up.convolution.rows(padded.rows()));
        if self.noise.rows(source.rows()) != rows + extra || rows < 2 {
            return None;
        }
        let mut noise = vec![0.0; (rows + extra) * channels];
        self.noise.run(machine, source, Add::Nothing, &mut noise);
        let mut sum = vec![0.0; noise.len()];
        self.noise_block.run(machine, styles, &noise, &mut sum, room);
        drop(noise);
        // up to the higher rate, and added to the source
        let (first, others) = sum.split_at_mut(extra * channels);
        if self.reflected {
            self.up.run(machine, &padded, 1, Add::Output, first);
        }
        self.up.run(machine, &padded, 0, Add::Output, others);
        drop(padded);

        let (first, others) = self.blocks.split_first()?;
        let mut all = vec![0.0; sum.len()];
        first.run(machine, styles, &sum, &mut all, room);
        let mut out = vec![0.0; sum.len()];
        for block in others {
            block.run(machine, styles, &sum, &mut out, room);
            all.iter_mut().zip(&out).for_each(|(all, out)| *all += out);
        }
        Some(all)
    }
}

impl Block {
    fn run(&self, machine: Machine, styles: &[Vec<f32>], x: &[f32], out: &mut [f32], room: &mut Room) {
        room.middle.resize(x.len(), 0.0);
        let Room { middle, bytes } = room;
        for (n, [first, second]) in self.0.iter().enumerate() {
            let before: &[f32] = if n == 0 { x } else { out };
            first.run(machine, styles, before, bytes, Add::Nothing, middle);
            let add = if n == 0 { Add::Rows(x) } else { Add::Output };
            second.run(machine, styles, middle, bytes, add, out);
        }
    }
}

impl Floats {
    fn pack(found: &plan::FloatConvolution, transposed: bool) -> Result<Floats, PackError> {
        let [c_out, c_in, taps] = found.shape;
        let shape = Shape { c_out, c_in, taps };
        let convolution = if transposed {
            FloatConvolution::pack_transposed(&found.weights, &found.bias, shape, found.stride, found.padding)?
        } else {
            FloatConvolution::pack(&found.weights, &found.bias, shape, found.padding)?
        };
        Ok(Floats { convolution, channels: [c_out, c_in], slope: found.slope })
    }

    /// `factor` times `value` behind the rectifier.
    fn read(&self, machine: Machine, value: Vec<f32>, factor: f32) -> Padded {
        let channels = self.channels[1];
        let rows = value.len() / channels;
        let mut into = Padded::new();
        into.reset(rows, channels, self.convolution.padding());
        let (scale, shift) = (vec![factor; channels], vec![0.0; channels]);
        let rectifier = Pointwise { scale: &scale, shift: &shift, activation: Activation::LeakyRelu(self.slope) };
        let part = machine.share.part(rows) * channels;
        let parts = value.chunks(part).zip(into.inner().chunks_mut(part));
        each(parts, |(value, into)| rectifier.apply(machine.set, value, into));
        into
    }

    /// The rows from `first` on, as many as `out` holds.
    fn run(&self, machine: Machine, input: &Padded, first: usize, add: Add, out: &mut [f32]) {
        let channels = self.channels[0];
        let part = machine.share.part(out.len() / channels);
        each(out.chunks_mut(part * channels).enumerate(), |(n, out)| {
            let begin = first + n * part;
            self.convolution.run(machine.set, input, begin..begin + out.len() / channels, add, out);
        });
    }
}

/// `[rows][columns]` of what is `[columns][rows]`.
pub fn turned(x: &[f32], columns: usize) -> Vec<f32> {
    let rows = x.len() / columns.max(1);
    let mut out = vec![0.0; rows * columns];
    // in squares that the cache holds
    for from in (0..rows).step_by(16) {
        for column in 0..columns {
            for row in from..rows.min(from + 16) {
                out[row * columns + column] = x[column * rows + row];
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn turning_twice_changes_nothing() {
        let x: Vec<f32> = (0..35 * 3).map(|n| n as f32).collect();
        let once = turned(&x, 3);
        assert_eq!(once[..4], [0.0, 35.0, 70.0, 1.0]);
        assert_eq!(turned(&once, 35), x);
    }
}
