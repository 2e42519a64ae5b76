//! The decoder in front of the generator: residual blocks of leaky rectifiers, at one row a frame, the last at two.

use altavoce_kernel::{Activation, Add, PackError, Pointwise, Quantized};

use super::cores::each;
use super::forward::turned;
use super::graph::{Found, Graph, expect_ints, input};
use super::layer::{Bytes, Machine, Style, quantize};
use super::plan::{Convolution, Normal};
use super::resolve::{convolution, normal, product};

/// Normalisation by style, leaky rectifier, convolution.
#[derive(Debug, Clone, PartialEq)]
struct Half<'a> {
    normal: Normal<'a>,
    slope: f32,
    convolution: Convolution<'a>,
}

/// A transposed convolution that doubles the rows, each channel by itself: three taps.
#[derive(Debug, Clone, PartialEq)]
struct Doubling {
    taps: Vec<f32>,
    bias: Vec<f32>,
}

/// A residual block as it was found.
#[derive(Debug, Clone, PartialEq)]
pub struct Block<'a> {
    halves: [Half<'a>; 2],
    doubling: Option<Doubling>,
    shortcut: Convolution<'a>,
    /// What the sum of both ways is divided by.
    divisor: f32,
    /// The values whose channels, one behind the other, it takes; of the first the one before it gives it, but of the first block.
    inputs: Vec<&'a str>,
}

impl Block<'_> {
    /// The styles that it takes, in order.
    pub fn styles(&self) -> [&str; 4] {
        let [first, second] = [&self.halves[0].normal, &self.halves[1].normal];
        [first.gain, first.offset, second.gain, second.offset]
    }

    /// How many channels it gives.
    pub fn gives(&self) -> usize {
        self.shortcut.shape[0]
    }

    /// What must be given to it from outside.
    pub fn outside(&self, first: bool) -> &[&str] {
        if first { &self.inputs } else { &self.inputs[1..] }
    }
}

/// The blocks that make `features`, in order; none where they do not look as expected: the runtime has them then.
pub fn blocks<'a>(graph: &Graph<'a>, features: &'a str) -> Vec<Block<'a>> {
    let mut found: Vec<Block> = Vec::new();
    let mut value = features;
    while let Ok(block) = block(graph, value) {
        value = block.inputs[0];
        found.insert(0, block);
    }
    // only the last may double, for one rate is what all inputs from outside have
    if found.iter().rev().skip(1).any(|block| block.doubling.is_some()) { Vec::new() } else { found }
}

fn block<'a>(graph: &Graph<'a>, value: &'a str) -> Found<Block<'a>> {
    let quotient = graph.op(value, "Div")?;
    let divisor = graph.scalar(input(quotient, 1)?)?;
    let sum = graph.op(input(quotient, 0)?, "Add")?;
    let (a, b) = (input(sum, 0)?, input(sum, 1)?);
    let (main, beside) = if product(graph, a)?.is_biased { (a, b) } else { (b, a) };
    let (shortcut, short) = convolution(graph, beside)?;
    let (second, middle, none) = half(graph, main)?;
    let (first, begin, doubling) = half(graph, middle)?;
    let short = if doubling.is_some() { repeated(graph, short)? } else { short };
    if none.is_some() || short != begin {
        return Err(format!("`{value}` is no residual block"));
    }
    let concat = graph.op(begin, "Concat")?;
    expect_ints(concat, "axis", &[], &[1])?;
    let inputs: Vec<&str> = concat.input.iter().map(String::as_str).collect();
    let [c_out, c_in, _] = first.convolution.shape;
    let fits = second.convolution.shape[..2] == [c_out; 2] && shortcut.shape == [c_out, c_in, 1] && !inputs.is_empty();
    if !fits || shortcut.stride != 1 || shortcut.padding != 0 {
        return Err(format!("the channels before `{value}` differ"));
    }
    Ok(Block { halves: [first, second], doubling, shortcut, divisor, inputs })
}

/// The layer that makes `value`, what it makes it of, and whether it doubles the rows on its way.
fn half<'a>(graph: &Graph<'a>, value: &'a str) -> Found<(Half<'a>, &'a str, Option<Doubling>)> {
    let (convolution, mut active) = convolution(graph, value)?;
    let [_, channels, taps] = convolution.shape;
    if convolution.stride != 1 || 2 * convolution.padding != convolution.dilation * (taps - 1) {
        return Err(format!("the convolution before `{value}` changes the length"));
    }
    let mut doubling = None;
    if let Ok(node) = graph.op(active, "ConvTranspose") {
        let (taps, dims) = graph.floats(input(node, 1)?)?;
        let settings = [("group", channels as i64), ("strides", 2), ("output_padding", 1), ("dilations", 1)];
        settings.iter().try_for_each(|(name, value)| expect_ints(node, name, &[], &[*value]))?;
        expect_ints(node, "pads", &[], &[1, 1])?;
        if dims != [channels, 1, 3] {
            return Err(format!("`{active}` has other taps"));
        }
        doubling = Some(Doubling { taps, bias: graph.vector(input(node, 2)?, channels)? });
        active = input(node, 0)?;
    }
    let rectifier = graph.op(active, "LeakyRelu")?;
    let slope = rectifier.attribute("alpha").and_then(|a| a.f).unwrap_or(0.01);
    let (normal, before) = normal(graph, input(rectifier, 0)?)?;
    Ok((Half { normal, slope, convolution }, before, doubling))
}

/// What is behind a repetition of every place.
fn repeated<'a>(graph: &Graph<'a>, value: &str) -> Found<&'a str> {
    let node = graph.op(value, "Resize")?;
    let text = |name: &str| node.attribute(name).and_then(|a| a.s.as_deref()).unwrap_or_default();
    let nearest = text("mode") == b"nearest" && text("coordinate_transformation_mode") == b"asymmetric";
    if nearest && text("nearest_mode") == b"floor" && graph.vector(input(node, 2)?, 3)? == [1.0, 1.0, 2.0] {
        input(node, 0)
    } else {
        Err(format!("`{value}` is resized otherwise"))
    }
}

/// A block, packed.
#[derive(Debug)]
pub struct Packed {
    halves: [(Style, f32, Bytes); 2],
    doubling: Option<Doubling>,
    shortcut: Bytes,
    divisor: f32,
}

impl Packed {
    /// Packs what was found; `style` is the number of its first style.
    ///
    /// # Errors
    /// Weights that no kernel takes.
    pub fn pack(found: &Block, style: usize) -> Result<Packed, PackError> {
        let half = |half: &Half, style| {
            Ok((Style { number: style, epsilon: half.normal.epsilon }, half.slope, Bytes::pack(&half.convolution)?))
        };
        Ok(Packed {
            halves: [half(&found.halves[0], style)?, half(&found.halves[1], style + 2)?],
            doubling: found.doubling.clone(),
            shortcut: Bytes::pack(&found.shortcut)?,
            divisor: found.divisor,
        })
    }

    /// What it makes of `x`, `[rows][channels]`; `bytes` is room that is used again.
    pub fn run(&self, machine: Machine, styles: &[Vec<f32>], x: &[f32], bytes: &mut Quantized) -> Vec<f32> {
        let channels = self.shortcut.bins();
        let rows = x.len() / channels;
        let [(style, slope, convolution), (style_of_second, slope_of_second, second)] = &self.halves;
        let (scale, shift) = style.normalisation(machine, styles, x);
        let pointwise = Pointwise { scale: &scale, shift: &shift, activation: Activation::LeakyRelu(*slope) };
        let (ones, noughts) = (vec![1.0; channels], vec![0.0; channels]);
        let as_it_is = Pointwise { scale: &ones, shift: &noughts, activation: Activation::Identity };
        let mut longer = None;
        match &self.doubling {
            None => quantize(machine, &pointwise, x, channels, convolution.padding(), bytes),
            Some(doubling) => {
                let mut active = vec![0.0; x.len()];
                pointwise.apply(machine.set, x, &mut active);
                let doubled = doubling.run(&active, channels);
                quantize(machine, &as_it_is, &doubled, channels, convolution.padding(), bytes);
                let row = |n: usize| &x[n * channels..(n + 1) * channels];
                longer = Some((0..rows).flat_map(|n| [row(n), row(n)].concat()).collect::<Vec<f32>>());
            }
        }
        let short = longer.as_deref().unwrap_or(x);
        let mut middle = vec![0.0; short.len() / channels * second.channels()];
        convolution.run(machine, bytes, Add::Nothing, &mut middle);
        quantize(machine, &as_it_is, short, channels, 0, bytes);
        let mut out = vec![0.0; middle.len()];
        self.shortcut.run(machine, bytes, Add::Nothing, &mut out);
        let (scale, shift) = style_of_second.normalisation(machine, styles, &middle);
        let pointwise = Pointwise { scale: &scale, shift: &shift, activation: Activation::LeakyRelu(*slope_of_second) };
        quantize(machine, &pointwise, &middle, second.channels(), second.padding(), bytes);
        second.run(machine, bytes, Add::Output, &mut out);
        let part = machine.share.part(out.len());
        each(out.chunks_mut(part), |out| out.iter_mut().for_each(|x| *x /= self.divisor));
        out
    }

    /// The channels that it takes.
    pub fn channels(&self) -> usize {
        self.shortcut.bins()
    }
}

impl Doubling {
    /// Row 2n is what stands at n by the middle tap, row 2n + 1 what stands at n and n + 1 by the outer ones.
    fn run(&self, x: &[f32], channels: usize) -> Vec<f32> {
        let rows = x.len() / channels;
        let mut out = Vec::with_capacity(2 * x.len());
        for row in 0..rows {
            let here = &x[row * channels..(row + 1) * channels];
            let next = x.get((row + 1) * channels..(row + 2) * channels);
            let taps = || self.taps.as_chunks::<3>().0.iter().zip(&self.bias);
            out.extend(here.iter().zip(taps()).map(|(x, (taps, bias))| x * taps[1] + bias));
            match next {
                Some(next) => {
                    let both = here.iter().zip(next).zip(taps());
                    out.extend(both.map(|((x, next), (taps, bias))| x * taps[2] + next * taps[0] + bias));
                }
                None => out.extend(here.iter().zip(taps()).map(|(x, (taps, bias))| x * taps[2] + bias)),
            }
        }
        out
    }
}

/// `[rows][channels]` of tensors as ONNX has them, `[channels][rows]`, each with its channels, one behind the other.
pub fn joined(before: Option<&[f32]>, others: &[(&[f32], usize)], rows: usize) -> Vec<f32> {
    let turned: Vec<Vec<f32>> = others.iter().map(|(x, channels)| turned(x, *channels)).collect();
    let parts: Vec<&[f32]> = before.into_iter().chain(turned.iter().map(Vec::as_slice)).collect();
    let mut out = Vec::with_capacity(parts.iter().map(|part| part.len()).sum());
    for row in 0..rows {
        for part in &parts {
            let channels = part.len() / rows.max(1);
            out.extend_from_slice(&part[row * channels..(row + 1) * channels]);
        }
    }
    out
}
