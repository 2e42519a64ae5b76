//! Times the kernels on one thread, each shape of the voice's generator on the instruction sets of this machine in turn:
//! `cargo bench -p altavoce-kernel [-- SECONDS SET…]`, by default 0.3 for each cell and every set. Prints billions of
//! multiply-adds a second, and for the passes nanoseconds an element: of the fastest tenth of many runs, each so short that a
//! busy machine leaves some of them alone.

use std::time::{Duration, Instant};

use altavoce_kernel::*;

fn main() {
    let seconds: f64 = std::env::args().find_map(|a| a.parse().ok()).unwrap_or(0.3);
    let named = |set: &InstructionSet| std::env::args().any(|a| a == set.name());
    let mut sets: Vec<_> = InstructionSet::available().into_iter().filter(named).collect();
    if sets.is_empty() {
        sets = InstructionSet::available();
    }
    let names: String = sets.iter().map(|set| format!("{:>9}", set.name())).collect();
    println!("{:<24}{names}", "GMAC/s");
    let shapes = [(128, 11, 5), (128, 7, 3), (128, 3, 1), (256, 11, 3), (256, 7, 1), (256, 3, 5)];
    for (channels, taps, dilation) in shapes {
        bytes(&sets, seconds, channels, taps, dilation);
    }
    single(&sets, seconds, "ups.0 f32", (512, 256, 20), Some((10, 5)), 192);
    single(&sets, seconds, "ups.1 f32", (256, 128, 12), Some((6, 3)), 192);
    single(&sets, seconds, "conv_post f32", (128, 22, 7), None, 480);
    println!("{:<24}{names}", "ns an element");
    passes(&sets, seconds);
}

/// One line: of each set in turn, what `work` took in the fastest tenth of its runs.
fn line(
    name: &str,
    sets: &[InstructionSet],
    seconds: f64,
    unit: impl Fn(f64) -> f64,
    mut work: impl FnMut(InstructionSet),
) {
    let mut times = vec![Vec::new(); sets.len()];
    let started = Instant::now();
    while started.elapsed() < Duration::from_secs_f64(seconds * sets.len() as f64) || times[0].len() < 10 {
        for (set, times) in sets.iter().zip(&mut times) {
            let before = Instant::now();
            work(*set);
            times.push(before.elapsed().as_nanos() as f64);
        }
    }
    print!("{name:<24}");
    for times in &mut times {
        times.sort_by(f64::total_cmp);
        print!("{:>9.2}", unit(times[times.len() / 10]));
    }
    println!();
}

fn bytes(sets: &[InstructionSet], seconds: f64, channels: usize, taps: usize, dilation: usize) {
    let rows = if channels == 128 { 960 } else { 240 };
    let shape = Shape { c_out: channels, c_in: channels, taps };
    let mut chance = fastrand::Rng::with_seed(1);
    // as those of a network: near their zero point, in sums of three nearly normal
    let weights: Vec<u8> = (0..shape.len()).map(|_| 39 + (0..3).map(|_| chance.u8(..15)).sum::<u8>()).collect();
    let weights = PackedWeights::pack(&weights, 60, shape).unwrap();
    let padding = dilation * (taps - 1) / 2;
    let mut input = Quantized::new();
    input.reset(rows, channels, padding, Quantization { scale: 0.01, zero_point: 117 });
    let values: Vec<u8> = (0..rows * channels).map(|_| chance.u8(..)).collect();
    input.all().copy_from(&values);
    let convolution = Convolution { weights: &weights, dilation, stride: 1, padding };
    let (residual, mut out) = (vec![1.0; rows * channels], vec![0.0; rows * channels]);
    let bias = vec![7; channels];
    let epilogue = Epilogue { bias: &bias, scale: 0.001, add: Add::Rows(&residual) };
    let products = (rows * shape.len()) as f64;
    line(
        &format!("{channels}, kernel {taps}, dil. {dilation}"),
        sets,
        seconds,
        |ns| products / ns,
        |set| {
            convolution.run(set, &input, 0..rows, &epilogue, &mut out);
        },
    );
}

fn single(
    sets: &[InstructionSet],
    seconds: f64,
    name: &str,
    (c_in, c_out, taps): (usize, usize, usize),
    transposed: Option<(usize, usize)>,
    rows: usize,
) {
    let shape = Shape { c_out, c_in, taps };
    let mut chance = fastrand::Rng::with_seed(2);
    let weights: Vec<f32> = (0..shape.len()).map(|_| chance.f32() - 0.5).collect();
    let bias = vec![0.5; c_out];
    let convolution = match transposed {
        Some((stride, padding)) => FloatConvolution::pack_transposed(&weights, &bias, shape, stride, padding),
        None => FloatConvolution::pack(&weights, &bias, shape, taps / 2),
    };
    let convolution = convolution.unwrap();
    let mut input = Padded::new();
    input.reset(rows, c_in, convolution.padding());
    input.inner().iter_mut().for_each(|x| *x = chance.f32() - 0.5);
    let rows_out = convolution.rows(rows);
    let mut out = vec![0.0; rows_out * c_out];
    let products = (rows * shape.len()) as f64;
    line(
        name,
        sets,
        seconds,
        |ns| products / ns,
        |set| {
            convolution.run(set, &input, 0..rows_out, Add::Nothing, &mut out);
        },
    );
}

fn passes(sets: &[InstructionSet], seconds: f64) {
    let (rows, channels) = (960, 128);
    let mut chance = fastrand::Rng::with_seed(3);
    let x: Vec<f32> = (0..rows * channels).map(|_| chance.f32() * 6.0 - 3.0).collect();
    let mut parameters = || (0..channels).map(|_| chance.f32() + 0.5).collect::<Vec<f32>>();
    let (scale, shift, alpha) = (parameters(), parameters(), parameters());
    let reciprocal: Vec<f32> = alpha.iter().map(|a| 1.0 / a).collect();
    let snake = Activation::Snake { alpha: &alpha, reciprocal: &reciprocal };
    let pass = Pointwise { scale: &scale, shift: &shift, activation: snake };
    let elements = (rows * channels) as f64;
    let mut span = Span::ZERO;
    line("Snake, span", sets, seconds, |ns| ns / elements, |set| span = pass.span(set, &x));
    let mut bytes = Quantized::new();
    bytes.reset(rows, channels, 25, Quantization::of(span));
    line("Snake, bytes", sets, seconds, |ns| ns / elements, |set| pass.quantize(set, &x, bytes.all()));
    let leaky = Pointwise { activation: Activation::LeakyRelu(0.1), ..pass };
    let mut out = vec![0.0; x.len()];
    line("leaky ReLU", sets, seconds, |ns| ns / elements, |set| leaky.apply(set, &x, &mut out));
    line("moments", sets, seconds, |ns| ns / elements, |set| drop(Moments::of(set, &x, channels)));
}
