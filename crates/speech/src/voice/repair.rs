//! The repair of the published graph, so that rten runs it right.
//!
//! The published model was quantised and fused for another runtime. Three things in it go wrong in rten 0.27, the last
//! two without a word: they only sound wrong.
//!
//! 1. `com.microsoft.FusedMatMul` is unknown there: it becomes a transposition and a plain product.
//! 2. The phase of the source signal is `Atan(imag / real)` behind a Fourier transform. The first and the last bin are
//!    real by nature, and where rten gives the exact zero that the other runtime rounds away, 0/0 is not a number, and
//!    a negative real part gives -π where the network was trained with +π: the speech is then 1.5 dB too quiet and 3 dB
//!    off in its spectrum. Their imaginary part is set to +0 and both parts get an offset far below anything audible.
//! 3. `ConvInteger` pads with something else than the input's zero point, so the first and last columns of every
//!    convolution are wrong: padding becomes an operator of its own.

use std::collections::{HashMap, HashSet};

use altavoce_base::error::{Error, Result};
use altavoce_base::tr;

use crate::voice::onnx::{Model, Node, Tensor};

/// Raised whenever the repair gives another graph; stored beside the repaired file and part of the cache key.
pub const REPAIR_VERSION: u32 = 2;

/// Added to the real and to the imaginary part before they are divided: far below the smallest audible value, and far
/// above the smallest normal f32 (1.2e-38).
const REAL_OFFSET: f32 = 1e-30;
const IMAGINARY_OFFSET: f32 = 1e-36;

/// Reads the published model and gives the repaired one.
///
/// # Errors
/// The bytes are no ONNX model, or a place to be repaired does not look as expected: better no voice than a wrong one.
pub fn repair(published: &[u8]) -> Result<Vec<u8>> {
    let mut model = Model::read(published)?;
    let graph = model.graph.as_mut().ok_or_else(|| unexpected(tr!("it has no graph")))?;
    let mut weights = Vec::new();
    unfuse_products(&mut graph.node)?;
    let bins = fourier_bins(&graph.node, &graph.initializer);
    guard_phase(&mut graph.node, bins, &mut weights)?;
    pad_outside_convolutions(&mut graph.node, &mut weights)?;
    graph.initializer.append(&mut weights);
    Ok(model.write())
}

fn unexpected(what: &str) -> Error {
    Error::bug(tr!("the voice model cannot be repaired: {what}"))
}

/// `FusedMatMul(a, b)` with `transA` → `MatMul(Transpose(a), b)`.
fn unfuse_products(nodes: &mut Vec<Node>) -> Result<()> {
    rewrite(nodes, |mut node| {
        if node.op_type.as_deref() != Some("FusedMatMul") {
            return Ok(vec![node]);
        }
        let flag = |name: &str| node.attribute(name).and_then(|a| a.i).unwrap_or(0);
        let alpha = node.attribute("alpha").and_then(|a| a.f).unwrap_or(1.0);
        if flag("transA") != 1 || ["transB", "transBatchA", "transBatchB"].iter().any(|f| flag(f) != 0) || alpha != 1.0
        {
            return Err(unexpected(tr!("a FusedMatMul does more than transpose its first input")));
        }
        let turned = format!("{}/turned", node.output[0]);
        let transpose = Node::new("Transpose", &[&node.input[0]], &turned).with_ints("perm", &[0, 2, 1]);
        node.op_type = Some("MatMul".into());
        node.domain = None;
        node.attribute.clear();
        node.input[0] = turned;
        Ok(vec![transpose, node])
    })
}

/// How many bins the graph's Fourier transform gives: half its frame length and one.
fn fourier_bins(nodes: &[Node], weights: &[Tensor]) -> Option<usize> {
    let stft = nodes.iter().find(|n| n.is("STFT"))?;
    let window = weights.iter().find(|t| t.name.as_ref() == stft.input.get(2))?;
    Some(usize::try_from(*window.dims.first()?).ok()? / 2 + 1)
}

/// `Atan(imag / real)` → the same of a masked and offset `imag` and an offset `real`. Whatever else reads `imag` reads the
/// masked one too: its sign says whether the half turn of a negative `real` is +π or -π, and the network knows +π.
fn guard_phase(nodes: &mut Vec<Node>, bins: Option<usize>, weights: &mut Vec<Tensor>) -> Result<()> {
    let Some(bins) = bins else { return Ok(()) };
    let angles: HashSet<String> = nodes.iter().filter(|n| n.is("Atan")).map(|n| n.input[0].clone()).collect();
    let Some(quotient) = nodes.iter().find(|n| n.is("Div") && angles.contains(&n.output[0])) else {
        return Err(unexpected(tr!("no quotient stands before the arc tangent of the source's phase")));
    };
    let (imaginary, real) = (quotient.input[0].clone(), quotient.input[1].clone());
    let (masked, guarded, nonzero) =
        (format!("{imaginary}/masked"), format!("{imaginary}/guarded"), format!("{real}/guarded"));
    let mut mask = vec![1.0; bins];
    mask[0] = 0.0;
    mask[bins - 1] = 0.0;
    weights.push(Tensor::floats("repair/phase_mask", &[1, bins as i64, 1], &mask));
    weights.push(Tensor::floats("repair/imaginary_offset", &[], &[IMAGINARY_OFFSET]));
    weights.push(Tensor::floats("repair/real_offset", &[], &[REAL_OFFSET]));
    let mut guards = Some([
        Node::new("Mul", &[&imaginary, "repair/phase_mask"], &masked),
        Node::new("Add", &[&masked, "repair/imaginary_offset"], &guarded),
    ]);
    rewrite(nodes, |mut node| {
        let mut changed = Vec::new();
        if node.input.contains(&imaginary) {
            changed.extend(guards.take().into_iter().flatten());
            node.input.iter_mut().filter(|i| **i == imaginary).for_each(|i| i.clone_from(&guarded));
        }
        if node.is("Div") && node.input[0] == guarded && node.input[1] == real {
            node.input[1].clone_from(&nonzero);
            changed.push(Node::new("Add", &[&real, "repair/real_offset"], &nonzero));
        }
        changed.push(node);
        Ok(changed)
    })
}

/// `ConvInteger` with padding → `Pad` by the input's zero point, then `ConvInteger` without.
fn pad_outside_convolutions(nodes: &mut Vec<Node>, weights: &mut Vec<Tensor>) -> Result<()> {
    let mut widths: HashMap<Vec<i64>, String> = HashMap::new();
    rewrite(nodes, |mut node| {
        if !node.is("ConvInteger") {
            return Ok(vec![node]);
        }
        if node.attribute("auto_pad").and_then(|a| a.s.as_deref()).is_some_and(|s| s != b"NOTSET") {
            return Err(unexpected(tr!("a ConvInteger pads by a rule")));
        }
        let Some(pads) = node.attribute.iter_mut().find(|a| a.name.as_deref() == Some("pads")) else {
            return Ok(vec![node]);
        };
        if pads.ints.iter().all(|&p| p == 0) {
            return Ok(vec![node]);
        }
        let [before, after] = pads.ints[..] else {
            return Err(unexpected(tr!("a ConvInteger is not one-dimensional")));
        };
        pads.ints = vec![0, 0];
        let zero_point = node.input.get(2).filter(|z| !z.is_empty()).cloned();
        let zero_point = zero_point.ok_or_else(|| unexpected(tr!("a ConvInteger has no zero point")))?;
        // Batch and channels are not padded.
        let width = vec![0, 0, before, 0, 0, after];
        let next = format!("repair/pads_{}", widths.len());
        let name = widths.entry(width.clone()).or_insert_with(|| {
            weights.push(Tensor::ints(&next, &width));
            next
        });
        let padded = format!("{}/padded", node.output[0]);
        let pad = Node::new("Pad", &[&node.input[0], name, &zero_point], &padded).with_text("mode", "constant");
        node.input[0] = padded;
        Ok(vec![pad, node])
    })
}

/// Replaces every node by one or more, in place, so that the order stays one in which they can run.
fn rewrite(nodes: &mut Vec<Node>, mut change: impl FnMut(Node) -> Result<Vec<Node>>) -> Result<()> {
    let mut changed = Vec::with_capacity(nodes.len() + 128);
    for node in nodes.drain(..) {
        changed.extend(change(node)?);
    }
    *nodes = changed;
    Ok(())
}

#[cfg(test)]
mod tests {
    use rten::{ModelOptions, Value, ValueOrView};
    use rten_tensor::Tensor as Sound;
    use rten_tensor::prelude::*;

    use super::*;
    use crate::voice::onnx::Graph;

    fn attribute(name: &str, i: i64) -> crate::voice::onnx::Attribute {
        crate::voice::onnx::Attribute { name: Some(name.into()), i: Some(i), r#type: Some(2), ..Default::default() }
    }

    /// A graph's input or output as `ValueInfoProto` bytes: a name and no type.
    fn value(name: &str) -> Vec<u8> {
        [&[0x0a, name.len() as u8], name.as_bytes()].concat()
    }

    fn model(node: Vec<Node>, initializer: Vec<Tensor>, input: &[&str], output: &str) -> Model {
        // Operator set 20 of ONNX, 1 of com.microsoft.
        let sets = vec![vec![0x10, 20], [&[0x0a, 13], "com.microsoft".as_bytes(), &[0x10, 1]].concat()];
        let input = input.iter().map(|n| value(n)).collect();
        let graph = Graph { node, initializer, input, output: vec![value(output)], ..Graph::default() };
        Model { ir_version: Some(9), graph: Some(graph), opset_import: sets, ..Model::default() }
    }

    fn run(model: &[u8], inputs: Vec<(&str, ValueOrView)>, output: &str) -> Value {
        let model = ModelOptions::with_all_ops().load(model.to_vec()).unwrap();
        let inputs = inputs.into_iter().map(|(n, v)| (model.node_id(n).unwrap(), v)).collect();
        model.run(inputs, &[model.node_id(output).unwrap()], None).unwrap().remove(0)
    }

    #[test]
    fn fused_products_become_plain_ones() {
        let mut node = Node::new("FusedMatMul", &["a", "b"], "c");
        node.domain = Some("com.microsoft".into());
        node.attribute = vec![attribute("transA", 1), attribute("transB", 0)];
        let graph = model(vec![node.clone()], vec![], &["a", "b"], "c");
        let repaired = repair(&graph.write()).unwrap();
        // a is 3 × 2 and enters turned: [[1, 3, 5], [2, 4, 6]] times [1, 1, 1].
        let a = Sound::from_data(&[1, 3, 2], vec![1.0f32, 2.0, 3.0, 4.0, 5.0, 6.0]);
        let b = Sound::from_data(&[1, 3, 1], vec![1.0f32; 3]);
        let c: Sound<f32> = run(&repaired, vec![("a", a.into()), ("b", b.into())], "c").try_into().unwrap();
        assert_eq!(c.to_vec(), [9.0, 12.0]);

        node.attribute[1].i = Some(1);
        let e = repair(&model(vec![node], vec![], &["a", "b"], "c").write()).unwrap_err();
        assert!(e.to_string().contains("more than transpose its first input"), "{e}");
    }

    #[test]
    fn padding_is_the_zero_point_at_the_edges() {
        let mut conv = Node::new("ConvInteger", &["x", "w", "z", "wz"], "y").with_ints("pads", &[1, 2]);
        conv = conv.with_ints("strides", &[1]).with_ints("dilations", &[1]);
        conv.attribute.push(attribute("group", 1));
        let scalar = |name: &str, value: i32| Tensor {
            name: Some(name.into()),
            data_type: Some(2),
            int32_data: vec![value],
            ..Tensor::default()
        };
        let weights = Tensor { dims: vec![1, 1, 3], int32_data: vec![11, 12, 13], ..scalar("w", 0) };
        let graph = model(vec![conv], vec![weights, scalar("wz", 10)], &["x", "z"], "y");
        let repaired = repair(&graph.write()).unwrap();
        let x = Sound::from_data(&[1, 1, 4], vec![200u8, 7, 90, 255]);
        let y: Sound<i32> =
            run(&repaired, vec![("x", x.into()), ("z", Sound::from(100u8).into())], "y").try_into().unwrap();
        // By hand: x - 100 = [0, 100, -93, -10, 155, 0, 0], weights - 10 = [1, 2, 3].
        assert_eq!(y.to_vec(), [200 - 279, 100 - 186 - 30, -93 - 20 + 465, -10 + 310, 155]);
    }

    #[test]
    fn the_phase_of_a_real_bin_is_zero_not_nothing() {
        let nodes = vec![
            Node::new("STFT", &["signal", "step", "window"], "spectrum"),
            Node::new("Div", &["im", "re"], "ratio"),
            Node::new("Atan", &["ratio"], "angle"),
            Node::new("Sign", &["im"], "sign"),
        ];
        let window = Tensor::floats("window", &[4], &[1.0; 4]);
        let step = Tensor { dims: vec![], ..Tensor::ints("step", &[4]) };
        let mut graph = model(nodes, vec![window, step], &["signal", "im", "re"], "angle");
        graph.graph.as_mut().unwrap().output.push(value("sign"));
        let repaired = repair(&graph.write()).unwrap();
        // Three bins of two frames: the outer ones are real by nature, whatever the input says.
        let im = Sound::from_data(&[1, 3, 2], vec![0.0f32, -1.0, 1.0, 0.0, 0.0, 5.0]);
        let re = Sound::from_data(&[1, 3, 2], vec![0.0f32, 1.0, 1.0, 0.0, -2.0, 1.0]);
        let inputs = || vec![("im", im.clone().into()), ("re", re.clone().into())];
        let angle: Sound<f32> = run(&repaired, inputs(), "angle").try_into().unwrap();
        let expected = [0.0, 0.0, std::f32::consts::FRAC_PI_4, 0.0, 0.0, 0.0];
        let far = angle.iter().zip(expected).filter(|(a, e)| (*a - e).abs() > 1e-4).count();
        assert_eq!(far, 0, "{:?}", angle.to_vec());
        let sign: Sound<f32> = run(&repaired, inputs(), "sign").try_into().unwrap();
        assert_eq!(sign.to_vec(), [1.0; 6], "the half turn of an outer bin is +π, also where the input is -1");
    }

    #[test]
    fn unknown_fields_are_refused_not_lost() {
        let mut bytes = model(vec![Node::new("Atan", &["a"], "b")], vec![], &["a"], "b").write();
        let good = Model::read(&bytes);
        // Field 99 of the model.
        bytes.extend([0x9a, 0x06, 0x01, 0x00]);
        assert!(good.is_ok());
        assert!(Model::read(&bytes).unwrap_err().to_string().contains("does not know"));
        assert!(Model::read(b"no protobuf").is_err());
    }
}
