//! The generator beside rten's own run of the same graph. They run where the voice is installed, and must where
//! `ALTAVOCE_REQUIRE_VOICE=1`.

use std::collections::HashMap;
use std::fs;
use std::path::PathBuf;
use std::sync::Arc;

use altavoce_kernel::{InstructionSet, Quantization, Quantized};
use prost::bytes::Bytes;
use rten::{ModelOptions, Value};
use rten_tensor::Tensor;
use rten_tensor::prelude::*;

use super::generator::stages;
use super::generator::testing::{self, Graph, turned};
use super::generator::{Cores, Generator, Spoken, resolve};
use super::network::{AUDIO, Bends, DURATIONS, Network, PITCH};
use super::style::{STYLE, StyleTable};
use crate::phonemes::alphabet::token;
use crate::voice::onnx;

/// Short, for rten takes its time.
const PHONEMES: &str = "ˈɛkko.";

/// No bend.
const PLAIN: Bends = Bends { durations: &|_| {}, pitch: &|_, _| {} };

fn voices() -> Option<PathBuf> {
    let own = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../voices"));
    let folder = std::env::var_os("ALTAVOCE_VOICES").map_or(own, PathBuf::from);
    if folder.join("kokoro/model.onnx").exists() && folder.join("kokoro/styles/if_sara.bin").exists() {
        return Some(folder);
    }
    let required = std::env::var("ALTAVOCE_REQUIRE_VOICE").is_ok_and(|v| v == "1");
    assert!(!required, "the voice sara is not installed in {}", folder.display());
    eprintln!("skipped: the voice is not installed");
    None
}

fn tokens() -> Vec<i32> {
    [0].into_iter().chain(PHONEMES.chars().filter_map(token)).chain([0]).collect()
}

fn style(voices: &std::path::Path) -> Vec<f32> {
    let path = voices.join("kokoro/styles/if_sara.bin");
    StyleTable::read(&fs::read(&path).unwrap(), &path).unwrap().row(PHONEMES.chars().count()).to_vec()
}

/// Signal to noise in dB.
fn snr(of: &[f32], beside: &[f32]) -> f64 {
    assert_eq!(of.len(), beside.len());
    let power = |x: f32| f64::from(x) * f64::from(x);
    let signal: f64 = beside.iter().map(|x| power(*x)).sum();
    let noise: f64 = of.iter().zip(beside).map(|(a, b)| power(a - b)).sum();
    10.0 * (signal / noise.max(1e-30)).log10()
}

/// Values of the whole graph as rten computes them.
fn values(whole: &onnx::Model, names: &[String], tokens: &[i32], style: &[f32]) -> HashMap<String, Value> {
    let graph = whole.graph.as_ref().unwrap();
    let stage = stages::cut(graph, &[names.to_vec()], &["tokens", "style", "speed"]).unwrap().remove(0);
    let model = ModelOptions::with_all_ops().load(stage.model(whole).write()).unwrap();
    let id = |name: &str| model.node_id(name).unwrap();
    let inputs = vec![
        (id("tokens"), Tensor::from_data(&[1, tokens.len()], tokens.to_vec()).into()),
        (id("style"), Tensor::from_data(&[1, STYLE], style.to_vec()).into()),
        (id("speed"), Tensor::from_data(&[1], vec![1.0f32]).into()),
    ];
    let ids: Vec<_> = names.iter().map(|name| id(name)).collect();
    names.iter().cloned().zip(model.run(inputs, &ids, None).unwrap()).collect()
}

fn floats(values: &HashMap<String, Value>, name: &str) -> Vec<f32> {
    Tensor::<f32>::try_from(values[name].clone()).unwrap().to_vec()
}

/// Changes the bytes of each convolution of the generator, and of its zero point.
fn change_weights(model: &mut onnx::Model, change: impl Fn(&mut [u8], &mut u8)) {
    let graph = model.graph.as_mut().unwrap();
    let plan = resolve(graph, AUDIO).unwrap();
    let blocks = plan.steps.iter().flat_map(|s| s.blocks.iter().chain([&s.noise_block]));
    let layers = blocks.flat_map(|b| b.layers.iter().flatten().map(|l| &l.convolution));
    let found: Vec<(String, u8)> = layers.map(|c| (c.product.to_string(), c.zero_point)).collect();
    for (product, mut zero) in found {
        let node = graph.node.iter_mut().find(|n| n.output[0] == product).unwrap();
        let weights = graph.initializer.iter_mut().find(|t| t.name.as_ref() == Some(&node.input[1])).unwrap();
        let mut bytes = weights.raw_data.as_ref().unwrap().to_vec();
        change(&mut bytes, &mut zero);
        weights.raw_data = Some(bytes.into());
        // a zero point may be another convolution's too
        let mut own = graph.initializer.iter().find(|t| t.name.as_ref() == Some(&node.input[3])).unwrap().clone();
        node.input[3] = format!("{product} zero");
        own.name = Some(node.input[3].clone());
        (own.raw_data, own.int32_data) = (Some(vec![zero].into()), Vec::new());
        graph.initializer.push(own);
    }
}

#[test]
fn the_generator_says_what_the_runtime_says() {
    let Some(voices) = voices() else { return };
    let bytes = fs::read(voices.join("kokoro/model.onnx")).unwrap();
    let whole = onnx::Model::of(Bytes::from(bytes)).unwrap();
    let graph = whole.graph.as_ref().unwrap();
    let plan = resolve(graph, AUDIO).unwrap();
    let blocks: Vec<_> = plan.steps.iter().flat_map(|s| s.blocks.iter().chain([&s.noise_block])).collect();
    assert_eq!(blocks.iter().map(|b| 2 * b.layers.len()).sum::<usize>(), 48);

    // one convolution of each shape
    let noises = plan.steps.iter().map(|s| &s.noise);
    let layers = blocks.iter().flat_map(|b| b.layers.iter().flatten().map(|l| &l.convolution));
    let mut convolutions: Vec<_> = layers.chain(noises).map(|c| (c.shape, c.dilation, c)).collect();
    convolutions.sort_by_key(|(shape, dilation, _)| (*shape, *dilation));
    convolutions.dedup_by_key(|(shape, dilation, _)| (*shape, *dilation));
    assert!(convolutions.len() >= 8, "{}", convolutions.len());
    let edges = Graph::new(graph);
    let taken = |product: &str| testing::quantised(&edges, product).unwrap();

    let mut names: Vec<String> = [plan.features, plan.output, AUDIO, DURATIONS, PITCH].map(Into::into).into();
    names.extend(plan.inputs().iter().map(|s| s.to_string()));
    names.extend(plan.styles().iter().map(|s| s.to_string()));
    names.extend(blocks.iter().flat_map(|b| [b.input.to_string(), b.output.to_string()]));
    for (.., convolution) in &convolutions {
        let (bytes, zero) = taken(convolution.product);
        names.extend([convolution.product, bytes, zero].map(String::from));
    }
    names.sort();
    names.dedup();
    let (tokens, style) = (tokens(), style(&voices));
    let theirs = values(&whole, &names, &tokens, &style);

    let set = *InstructionSet::available().last().unwrap();
    for (.., convolution) in convolutions {
        let (bytes, zero) = taken(convolution.product);
        let bytes = Tensor::<u8>::try_from(theirs[bytes].clone()).unwrap();
        let zero_point = Tensor::<u8>::try_from(theirs[zero].clone()).unwrap().to_vec()[0];
        let (channels, rows) = (bytes.size(1), bytes.size(2));
        let turned: Vec<u8> = bytes.permuted(&[0, 2, 1]).to_vec();
        let mut input = Quantized::new();
        input.reset(rows, channels, convolution.padding, Quantization { scale: 1.0, zero_point });
        input.all().copy_from(&turned);
        let product = Tensor::<i32>::try_from(theirs[convolution.product].clone()).unwrap();
        let mut ours = vec![0; product.len()];
        testing::integers(convolution, set, &input, &mut ours);
        assert!(ours == product.permuted(&[0, 2, 1]).to_vec(), "{:?}", convolution.shape);
    }

    let styles: Vec<Vec<f32>> = plan.styles().iter().map(|name| floats(&theirs, name)).collect();
    let generator = Generator::pack(&plan, set).unwrap();
    let cores = Cores::new(1);
    for (n, block) in blocks.iter().enumerate() {
        let channels = block.layers[0][0].frequency.len();
        let x = turned(&floats(&theirs, block.input), channels);
        let ours = generator.block(n, &x, &styles, &cores.share());
        let db = snr(&ours, &turned(&floats(&theirs, block.output), channels));
        eprintln!("block {n}: {db:.1} dB");
        assert!(db > 30.0, "block {n}: {db} dB");
    }

    let input = |name: &&str| {
        let tensor = Tensor::<f32>::try_from(theirs[*name].clone()).unwrap();
        (tensor.to_vec(), tensor.size(1))
    };
    let spoken = || Spoken { inputs: plan.inputs().iter().map(input).collect(), styles: &styles };
    assert_eq!(plan.decoder.len(), 5);
    let features = turned(&floats(&theirs, plan.features), 512);
    let db = snr(&generator.decoded(&spoken(), &cores.share()), &features);
    eprintln!("decoder: {db:.1} dB");
    assert!(db > 20.0, "{db} dB");
    let (_, ours) = generator.run(spoken(), &cores.share()).unwrap();
    let db = snr(&ours, &floats(&theirs, plan.output));
    eprintln!("all blocks: {db:.1} dB");
    assert!(db > 12.0, "{db} dB");
    // the same for any number of threads, and for every instruction set but the slow one, which the kernels' own tests have
    let (_, parted) = generator.run(spoken(), &Cores::new(2).share()).unwrap();
    assert!(parted == ours, "two threads");
    for set in InstructionSet::available().into_iter().filter(|s| s.name() != "scalar") {
        let (_, other) = Generator::pack(&plan, set).unwrap().run(spoken(), &cores.share()).unwrap();
        assert!(other == ours, "{set:?}");
    }
}

#[test]
fn the_network_takes_the_same_time_with_either_generator() {
    let Some(voices) = voices() else { return };
    let bytes = fs::read(voices.join("kokoro/model.onnx")).unwrap();
    let (tokens, style) = (tokens(), style(&voices));
    let whole = |bytes: Vec<u8>, set| Network::load(Arc::new(move || Ok(bytes.clone())), set).unwrap();
    let set = InstructionSet::available().pop();
    let own = whole(bytes.clone(), set).with_cores(1);
    assert!(own.has_generator());
    let (ours, durations) = own.run(&tokens, &style, 1.0, &PLAIN).unwrap();
    let own = own.with_cores(3);
    assert!(own.run(&tokens, &style, 1.0, &PLAIN).unwrap() == (ours.clone(), durations.clone()), "three cores");
    let bent = Bends { durations: &|frames: &mut [f32]| frames.iter_mut().for_each(|f| *f += 1.0), ..PLAIN };
    let (longer, more) = own.run(&tokens, &style, 1.0, &bent).unwrap();
    assert_eq!(longer.len(), ours.len() + 600 * tokens.len());
    assert!(more.iter().zip(&durations).all(|(more, frames)| *more == frames + 1.0));
    assert!(!own.has_whole());
    drop(own);

    // bytes above 127 are as good, for weights stand around their zero point
    let mut shifted = onnx::Model::of(Bytes::from(bytes.clone())).unwrap();
    change_weights(&mut shifted, |weights, zero| weights.iter_mut().chain([zero]).for_each(|byte| *byte += 100));
    let shifted = whole(shifted.write(), set);
    assert!(shifted.has_generator());
    assert!(shifted.run(&tokens, &style, 1.0, &PLAIN).unwrap() == (ours.clone(), durations.clone()), "shifted weights");
    drop(shifted);

    // a generator with another edge is not taken for the one that is known
    let mut changed = onnx::Model::of(Bytes::from(bytes.clone())).unwrap();
    let nodes = &mut changed.graph.as_mut().unwrap().node;
    let square = nodes.iter_mut().rfind(|n| n.is("Pow")).unwrap();
    let product = square.output[0].clone();
    let (sine, output) = (square.input[0].clone(), vec![product]);
    *square = onnx::Node { output, ..onnx::Node::new("Mul", &[&sine, &sine], "square") };
    let reason = resolve(changed.graph.as_ref().unwrap(), AUDIO).unwrap_err();
    assert!(!reason.is_empty());
    eprintln!("told: {reason}");
    let rten = whole(changed.write(), set);
    assert!(!rten.has_generator());
    let (theirs, same) = rten.run(&tokens, &style, 1.0, &PLAIN).unwrap();
    assert_eq!(durations, same);
    let db = snr(&ours, &theirs);
    eprintln!("own beside rten: {db:.1} dB");
    assert!(db > 12.0, "{db} dB");
    drop(rten);

    // a sentence with lengths that the generator does not expect is rten's, every time
    let rten = whole(bytes.clone(), None).run(&tokens, &style, 1.0, &PLAIN).unwrap();
    let wrong = whole(bytes.clone(), set).with_wrong_lengths();
    for _ in 0..2 {
        assert!(wrong.run(&tokens, &style, 1.0, &PLAIN).unwrap() == rten);
        assert!(wrong.has_whole());
    }
    drop(wrong);

    // and weights too far from their zero point are rten's altogether
    let mut far = onnx::Model::of(Bytes::from(bytes)).unwrap();
    change_weights(&mut far, |weights, _| weights[0] = 255);
    assert!(!whole(far.write(), set).has_generator());
}
