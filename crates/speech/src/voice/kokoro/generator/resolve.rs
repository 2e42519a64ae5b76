//! Finding the generator in the network's graph, edge by edge from the sound backwards.
//!
//! The generator is ISTFTNet's: twice a transposed convolution, the source's spectrum added through a block of its own, and the mean
//! of three residual blocks; then a last convolution to magnitudes and phases. Each residual block has six layers: adaptive
//! instance normalisation, Snake, dynamic quantisation, a dilated convolution of bytes. Whatever does not look so is told.

use std::collections::HashSet;

use super::decoder;
use super::graph::{Found, Graph, expect_ints, input};
use super::plan::{Block, Convolution, FloatConvolution, Layer, Normal, Plan, Step};
use crate::voice::onnx::{self, Node};

/// Finds the generator that makes `audio`.
///
/// # Errors
/// What is not as expected.
pub fn resolve<'a>(whole: &'a onnx::Graph, audio: &str) -> Found<Plan<'a>> {
    let graph = Graph::new(whole);
    let last = last_convolution(&graph, audio)?;
    let output = last.output[0].as_str();
    let (last, mut value) = float_convolution(&graph, last, false)?;
    let mut steps = Vec::new();
    let mut spectrum = None;
    while let Some((step, before, source)) = step(&graph, value)? {
        if *spectrum.get_or_insert(source) != source {
            return Err(format!("the steps take two spectra, `{source}` and another"));
        }
        steps.insert(0, step);
        value = before;
    }
    let spectrum = spectrum.ok_or("there is no step")?;
    let plan = Plan { decoder: decoder::blocks(&graph, value), features: value, spectrum, steps, last, output };
    match plan.fits() {
        true => Ok(plan),
        false => Err("the channels of two neighbours differ".into()),
    }
}

/// The one convolution of floats that the sound is made of.
fn last_convolution<'a>(graph: &Graph<'a>, audio: &str) -> Found<&'a Node> {
    let mut found: Vec<&Node> = Vec::new();
    let mut wanted = vec![audio.to_string()];
    let mut seen = HashSet::new();
    while let Some(value) = wanted.pop() {
        let Some(node) = graph.maker(&value).filter(|_| seen.insert(value)) else { continue };
        if node.is("Conv") {
            found.push(node);
        } else {
            wanted.extend(node.input.iter().cloned());
        }
    }
    match found[..] {
        [node] => Ok(node),
        _ => Err(format!("the sound is made of {} last convolutions", found.len())),
    }
}

/// The step whose mean ends in `value`, the value before it and the spectrum; `None` where the steps begin.
fn step<'a>(graph: &Graph<'a>, value: &'a str) -> Found<Option<(Step<'a>, &'a str, &'a str)>> {
    let Ok(mean) = graph.op(value, "Div") else { return Ok(None) };
    let Ok(count) = graph.scalar(input(mean, 1)?) else { return Ok(None) };
    let Ok(blocks) = blocks(graph, input(mean, 0)?) else { return Ok(None) };
    if count != blocks.len() as f32 {
        return Err(format!("`{value}` is no mean of {} blocks", blocks.len()));
    }
    let sum = blocks[0].input;
    if blocks.iter().any(|block| block.input != sum) {
        return Err(format!("the blocks before `{value}` have several inputs"));
    }
    let (up, noise) = graph.pair(sum, "Add", |v| graph.is(v, "ConvTranspose") || graph.is(v, "Pad"))?;
    let reflected = graph.is(up, "Pad");
    let up = if reflected { reflection(graph, up)? } else { up };
    let (up, before) = float_convolution(graph, graph.op(up, "ConvTranspose")?, true)?;
    let noise_block = block(graph, noise)?;
    let (noise, spectrum) = convolution(graph, noise_block.input)?;
    Ok(Some((Step { up, reflected, noise, noise_block, blocks }, before, spectrum)))
}

/// What is behind a reflection of one place in front.
fn reflection<'a>(graph: &Graph<'a>, value: &str) -> Found<&'a str> {
    let pad = graph.op(value, "Pad")?;
    let mode = pad.attribute("mode").and_then(|a| a.s.as_deref());
    match graph.ints(input(pad, 1)?)?[..] {
        [0, 0, 1, 0, 0, 0] if mode == Some(b"reflect") => input(pad, 0),
        _ => Err(format!("`{value}` is padded otherwise")),
    }
}

/// The blocks that are summed up in `value`.
fn blocks<'a>(graph: &Graph<'a>, value: &'a str) -> Found<Vec<Block<'a>>> {
    if let Ok(block) = block(graph, value) {
        return Ok(vec![block]);
    }
    let sum = graph.op(value, "Add")?;
    let mut found = blocks(graph, input(sum, 0)?)?;
    found.extend(blocks(graph, input(sum, 1)?)?);
    Ok(found)
}

/// The residual block that gives `output`.
fn block<'a>(graph: &Graph<'a>, output: &'a str) -> Found<Block<'a>> {
    let mut layers = Vec::new();
    let mut value = output;
    while layers.len() < 3 {
        let sum = graph.op(value, "Add")?;
        let (a, b) = (input(sum, 0)?, input(sum, 1)?);
        let pair = match layer_pair(graph, a, b) {
            Ok(pair) => Ok((pair, b)),
            Err(reason) => layer_pair(graph, b, a).map(|pair| (pair, a)).map_err(|_| reason),
        };
        let (pair, before) = pair?;
        layers.insert(0, pair);
        value = before;
    }
    Ok(Block { layers, input: value, output })
}

/// The two layers that make `value` of `before`.
fn layer_pair<'a>(graph: &Graph<'a>, value: &'a str, before: &str) -> Found<[Layer<'a>; 2]> {
    let (second, middle) = layer(graph, value)?;
    let (first, begin) = layer(graph, middle)?;
    if begin == before { Ok([first, second]) } else { Err(format!("`{value}` is not made of `{before}`")) }
}

/// The layer that makes `value`, and what it makes it of.
fn layer<'a>(graph: &Graph<'a>, value: &'a str) -> Found<(Layer<'a>, &'a str)> {
    let (convolution, active) = convolution(graph, value)?;
    let channels = convolution.shape[1];
    if convolution.stride != 1 || 2 * convolution.padding != convolution.dilation * (convolution.shape[2] - 1) {
        return Err(format!("the convolution before `{value}` changes the length"));
    }
    // Snake: x + sin²(a x) / a
    let (periodic, normal) = graph.pair(active, "Add", |v| graph.is(v, "Mul"))?;
    let (square, factor) = graph.pair(periodic, "Mul", |v| graph.is(v, "Pow"))?;
    let power = graph.op(square, "Pow")?;
    if graph.scalar(input(power, 1)?)? != 2.0 {
        return Err(format!("`{square}` is no square"));
    }
    let phase = graph.before(input(power, 0)?, "Sin")?;
    let (frequency, same) = graph.pair(phase, "Mul", |v| graph.floats(v).is_ok())?;
    if same != normal {
        return Err(format!("`{active}` is no Snake"));
    }
    let (normal, before) = self::normal(graph, normal)?;
    let (frequency, factor) = (graph.vector(frequency, channels)?, graph.vector(factor, channels)?);
    Ok((Layer { normal, frequency, factor, convolution }, before))
}

/// The adaptive instance normalisation that makes `value`, and what it makes it of.
pub fn normal<'a>(graph: &Graph<'a>, value: &'a str) -> Found<(Normal<'a>, &'a str)> {
    let (scaled, offset) = graph.pair(value, "Add", |v| graph.is(v, "Mul"))?;
    let (unit, gain) = graph.pair(scaled, "Mul", |v| graph.is(v, "Div"))?;
    let (epsilon, before) = normalised(graph, unit)?;
    if [gain, offset].iter().any(|style| graph.maker(style).is_none()) {
        return Err(format!("`{value}` does not depend on the style"));
    }
    Ok((Normal { gain, offset, epsilon }, before))
}

/// `(x - mean) / sqrt(variance + epsilon)` along the places: epsilon and x.
fn normalised<'a>(graph: &Graph<'a>, value: &'a str) -> Found<(f32, &'a str)> {
    let mean = |value: &str| -> Found<&'a str> {
        let node = graph.op(value, "ReduceMean")?;
        expect_ints(node, "keepdims", &[1], &[1])?;
        match graph.ints(input(node, 1)?)?[..] {
            [2] => input(node, 0),
            _ => Err(format!("`{value}` is a mean along something else")),
        }
    };
    let quotient = graph.op(value, "Div")?;
    let centred = input(quotient, 0)?;
    let difference = graph.op(centred, "Sub")?;
    let x = input(difference, 0)?;
    let (variance, epsilon) =
        graph.pair(graph.before(input(quotient, 1)?, "Sqrt")?, "Add", |v| graph.is(v, "ReduceMean"))?;
    let square = graph.op(mean(variance)?, "Mul")?;
    if mean(input(difference, 1)?)? != x || square.input != [centred, centred] {
        return Err(format!("`{value}` is no normalisation"));
    }
    Ok((graph.scalar(epsilon)?, x))
}

/// The integers of a convolution, and what makes floats of them.
pub struct Product<'a> {
    value: &'a str,
    /// What one of them is worth.
    scales: &'a str,
    /// The bias.
    bias: Option<&'a str>,
    /// Whether there is one.
    pub is_biased: bool,
}

/// The integers that `value` is made of.
pub fn product<'a>(graph: &Graph<'a>, value: &str) -> Found<Product<'a>> {
    let (cast, scales) = graph.pair(value, "Mul", |v| graph.is(v, "Cast"))?;
    expect_ints(graph.op(cast, "Cast")?, "to", &[], &[i64::from(onnx::FLOAT)])?;
    let integers = graph.before(cast, "Cast")?;
    if graph.is(integers, "ConvInteger") {
        return Ok(Product { value: integers, scales, bias: None, is_biased: false });
    }
    let (value, shift) = graph.pair(integers, "Add", |v| graph.is(v, "ConvInteger"))?;
    // the bias in steps of the product: floor(bias / scales)
    let rounded = graph.before(graph.before(shift, "Reshape")?, "Cast")?;
    let quotient = graph.op(graph.before(rounded, "Floor")?, "Div")?;
    if input(quotient, 1)? != scales {
        return Err(format!("the bias of `{value}` has another scale"));
    }
    Ok(Product { value, scales, bias: Some(input(quotient, 0)?), is_biased: true })
}

/// The convolution of bytes that makes `value`, and the floats that it takes.
pub fn convolution<'a>(graph: &Graph<'a>, value: &str) -> Found<(Convolution<'a>, &'a str)> {
    let Product { value: product, scales, bias, .. } = product(graph, value)?;
    let (step, scale) = graph.pair(scales, "Mul", |v| graph.is(v, "DynamicQuantizeLinear"))?;
    let node = graph.op(product, "ConvInteger")?;
    let (weights, zero) = (input(node, 1)?, input(node, 2)?);
    let (bytes, padding) = padded(graph, input(node, 0)?, zero)?;
    let quantised = graph.op(bytes, "DynamicQuantizeLinear")?;
    if quantised.output != [bytes, step, zero] {
        return Err(format!("`{bytes}` is quantised otherwise"));
    }
    let (weights, dims) = graph.bytes(weights)?;
    let shape: [usize; 3] = dims.try_into().map_err(|_| format!("`{product}` is not one-dimensional"))?;
    let zero_point = graph.byte(input(node, 3)?)?;
    expect_ints(node, "group", &[1], &[1])?;
    expect_ints(node, "pads", &[0, 0], &[0, 0])?;
    let setting = |name: &str| -> Found<usize> {
        let given = node.attribute(name).map_or(&[1][..], |a| &a.ints);
        let one = match given {
            &[n] if n > 0 => usize::try_from(n).ok(),
            _ => None,
        };
        one.ok_or_else(|| format!("`{product}` has {name} {given:?}"))
    };
    let convolution = Convolution {
        shape,
        weights,
        zero_point,
        scale: graph.scalar(scale)?,
        bias: bias.map_or(Ok(vec![0.0; shape[0]]), |bias| graph.vector(bias, shape[0]))?,
        dilation: setting("dilations")?,
        stride: setting("strides")?,
        padding,
        product,
    };
    Ok((convolution, input(quantised, 0)?))
}

/// What is behind a padding by the zero point, and how wide it is; none is none.
fn padded<'a>(graph: &Graph<'a>, value: &'a str, zero: &str) -> Found<(&'a str, usize)> {
    let Ok(pad) = graph.op(value, "Pad") else { return Ok((value, 0)) };
    let mode = pad.attribute("mode").and_then(|a| a.s.as_deref());
    match graph.ints(input(pad, 1)?)?[..] {
        [0, 0, before, 0, 0, after]
            if before == after && before >= 0 && mode.is_none_or(|m| m == b"constant") && input(pad, 2)? == zero =>
        {
            Ok((input(pad, 0)?, before as usize))
        }
        _ => Err(format!("`{value}` is padded otherwise")),
    }
}

/// A convolution of floats behind its rectifier, and what that takes.
fn float_convolution<'a>(graph: &Graph<'a>, node: &'a Node, transposed: bool) -> Found<(FloatConvolution, &'a str)> {
    let name = node.output[0].as_str();
    let rectifier = graph.op(input(node, 0)?, "LeakyRelu")?;
    let slope = rectifier.attribute("alpha").and_then(|a| a.f).unwrap_or(0.01);
    let (weights, dims) = graph.floats(input(node, 1)?)?;
    let dims: [usize; 3] = dims.try_into().map_err(|_| format!("`{name}` is not one-dimensional"))?;
    let taps = dims[2];
    let shape = if transposed { [dims[1], dims[0], taps] } else { dims };
    let stride = match node.attribute("strides").map_or(&[1][..], |a| &a.ints) {
        &[stride] if stride > 0 => stride as usize,
        _ => return Err(format!("`{name}` has no stride")),
    };
    expect_ints(node, "group", &[1], &[1])?;
    expect_ints(node, "dilations", &[1], &[1])?;
    expect_ints(node, "output_padding", &[0], &[0])?;
    // each place gives `stride` places, a plain one gives one
    let padding = if transposed { taps.checked_sub(stride) } else { Some(taps.saturating_sub(stride)) };
    let padding = padding.filter(|p| p % 2 == 0 && (transposed || stride == 1) && taps > 0).map(|p| p / 2);
    let padding = padding.ok_or_else(|| format!("`{name}` has another length"))?;
    expect_ints(node, "pads", &[0, 0], &[padding as i64; 2])?;
    let bias = graph.vector(input(node, 2)?, shape[0])?;
    Ok((FloatConvolution { shape, weights, bias, stride, padding, slope }, input(rectifier, 0)?))
}
