//! The passes between convolutions: the same on every instruction set, and near what is defined in double precision.

use altavoce_kernel::*;
use fastrand::Rng;

struct Parameters {
    scale: Vec<f32>,
    shift: Vec<f32>,
    alpha: Vec<f32>,
    reciprocal: Vec<f32>,
}

fn parameters(channels: usize, chance: &mut Rng) -> Parameters {
    let mut values = |least: f32| (0..channels).map(|_| chance.f32() * 2.0 + least).collect::<Vec<f32>>();
    let (scale, shift, alpha) = (values(-1.0), values(-1.0), values(0.1));
    Parameters { scale, shift, reciprocal: alpha.iter().map(|a| 1.0 / a).collect(), alpha }
}

impl Parameters {
    fn passes(&self) -> [Pointwise<'_>; 3] {
        let snake = Activation::Snake { alpha: &self.alpha, reciprocal: &self.reciprocal };
        [Activation::Identity, Activation::LeakyRelu(0.2), snake].map(|activation| Pointwise {
            scale: &self.scale,
            shift: &self.shift,
            activation,
        })
    }
}

fn odd_values(len: usize, chance: &mut Rng) -> Vec<f32> {
    let odd = [0.0, -0.0, f32::NAN, f32::INFINITY, f32::NEG_INFINITY, f32::MAX, f32::MIN_POSITIVE, 1e30, -1e30];
    (0..len)
        .map(|_| if chance.u8(..) < 9 { *chance.choice(&odd).unwrap() } else { chance.f32() * 40.0 - 20.0 })
        .collect()
}

#[test]
fn every_set_computes_the_same() {
    let mut chance = Rng::with_seed(4);
    for channels in [1, 3, 22, 128, 131] {
        let parameters = parameters(channels, &mut chance);
        for strange in [false, true] {
            let mut x: Vec<f32> = (0..77 * channels).map(|_| chance.f32() * 40.0 - 20.0).collect();
            if strange {
                x = odd_values(x.len(), &mut chance);
            }
            for (index, pass) in parameters.passes().iter().enumerate() {
                let results = InstructionSet::available().into_iter().map(|set| {
                    let span = pass.span(set, &x);
                    let mut bytes = Quantized::new();
                    bytes.reset(77, channels, 2, Quantization { scale: 0.2, zero_point: 99 });
                    for (rows, x) in bytes.parts(10).zip(x.chunks(10 * channels)) {
                        pass.quantize(set, x, rows);
                    }
                    let mut out = vec![0.0; x.len()];
                    pass.apply(set, &x, &mut out);
                    let moments = Moments::of(set, &x, channels);
                    let bits = |values: &[f32]| {
                        values.iter().map(|v| if v.is_nan() { 0 } else { v.to_bits() }).collect::<Vec<u32>>()
                    };
                    (span, format!("{bytes:?}"), bits(&out), bits(&moments.mean), bits(&moments.variance))
                });
                let results: Vec<_> = results.collect();
                let differs = results.iter().position(|result| *result != results[0]);
                assert_eq!(differs, None, "{channels} channels, pass {index}, of {:?}", InstructionSet::available());
            }
        }
    }
}

#[test]
fn values_are_near_double_precision() {
    let mut chance = Rng::with_seed(5);
    let channels = 50;
    let parameters = parameters(channels, &mut chance);
    let x: Vec<f32> = (0..200 * channels).map(|_| chance.f32() * 200.0 - 100.0).collect();
    let set = InstructionSet::detect().unwrap();
    for (index, pass) in parameters.passes().iter().enumerate() {
        let mut out = vec![0.0; x.len()];
        pass.apply(set, &x, &mut out);
        for (i, (x, out)) in x.iter().zip(&out).enumerate() {
            let c = i % channels;
            let y = x * pass.scale[c] + pass.shift[c];
            let (alpha, y64) = (parameters.alpha[c], f64::from(y));
            let wanted = match index {
                0 => y64,
                1 => {
                    if y < 0.0 {
                        f64::from(y * 0.2)
                    } else {
                        y64
                    }
                }
                _ => y64 + f64::from(y * alpha).sin().powi(2) / f64::from(alpha),
            };
            let error = (f64::from(*out) - wanted).abs();
            let allowed = if index < 2 { 0.0 } else { 4e-7 / f64::from(alpha) + wanted.abs() * 2e-7 };
            assert!(error <= allowed, "pass {index}: {x} gave {out}, not {wanted}");
        }
    }
}

#[test]
fn bytes_are_those_of_the_standard() {
    let mut chance = Rng::with_seed(6);
    let x: Vec<f32> = (0..64 * 30).map(|_| chance.f32() * 7.0 - 2.0).collect();
    let (ones, zeros) = (vec![1.0; 30], vec![0.0; 30]);
    let pass = Pointwise { scale: &ones, shift: &zeros, activation: Activation::Identity };
    for set in InstructionSet::available() {
        let span = pass.span(set, &x);
        let least = x.iter().copied().fold(0.0, f32::min);
        assert_eq!(span, Span { min: least, max: x.iter().copied().fold(0.0, f32::max) });
        let halves = x.split_at(30 * 30);
        assert_eq!(pass.span(set, halves.0).union(pass.span(set, halves.1)), span);
        let quantization = Quantization::of(span);
        assert_eq!(quantization.scale, (span.max - span.min) / 255.0);
        let mut bytes = Quantized::new();
        bytes.reset(64, 30, 3, quantization);
        pass.quantize(set, &x, bytes.all());
        for (i, x) in x.iter().enumerate() {
            let exact = f64::from(*x) / f64::from(quantization.scale) + f64::from(quantization.zero_point);
            let byte = f64::from(bytes.byte(i / 30, i % 30));
            assert!((byte - exact.clamp(0.0, 255.0)).abs() <= 0.500_1, "{x} became {byte}, not {exact}");
        }
    }
    // halves go to the even neighbour, and what is too great or no number stays in the byte
    let mut bytes = Quantized::new();
    bytes.reset(1, 6, 0, Quantization { scale: 1.0, zero_point: 10 });
    let pass = Pointwise { scale: &ones[..6], shift: &zeros[..6], ..pass };
    pass.quantize(InstructionSet::detect().unwrap(), &[0.5, 1.5, -2.5, 1e9, f32::NEG_INFINITY, f32::NAN], bytes.all());
    assert_eq!([0, 1, 2, 3, 4, 5].map(|c| bytes.byte(0, c)), [10, 12, 8, 255, 0, 0]);
}

#[test]
fn nothing_and_zeros_can_be_quantised() {
    assert_eq!(Quantization::of(Span::ZERO), Quantization { scale: 1.0, zero_point: 0 });
    let endless = Span { min: 0.0, max: f32::INFINITY };
    assert_eq!(Quantization::of(endless).scale, 1.0);
    assert_eq!(Quantization::of(Span { min: -1.0, max: 0.0 }).zero_point, 255);
    assert_eq!(Quantization::bias(&[0.99, -0.01, 0.0, f32::NAN], 0.5), [1, -1, 0, 0]);
    let mut empty = Quantized::new();
    assert_eq!(empty.parts(0).count(), 0);
    assert_eq!(empty.all().rows(), 0);
}

#[test]
fn moments_are_those_of_double_precision_however_rows_are_spread() {
    let mut chance = Rng::with_seed(7);
    let channels = 20;
    for rows in [1, 31, 32, 33, 500] {
        // far from zero beside their spread
        let x: Vec<f32> = (0..rows * channels).map(|i| chance.f32() + (i % channels) as f32 * 10.0).collect();
        let whole = Moments::of(InstructionSet::detect().unwrap(), &x, channels);
        for channel in 0..channels {
            let values = x.iter().skip(channel).step_by(channels).map(|x| f64::from(*x));
            let mean = values.clone().sum::<f64>() / rows as f64;
            let variance = values.map(|x| (x - mean).powi(2)).sum::<f64>() / rows as f64;
            assert!((f64::from(whole.mean[channel]) - mean).abs() < 1e-4, "{rows} rows: mean");
            assert!((f64::from(whole.variance[channel]) - variance).abs() < 1e-5, "{rows} rows: variance");
        }
        for set in InstructionSet::available() {
            let mut blocks = vec![0.0; Moments::blocks_len(rows, channels)];
            let parts = x.chunks(2 * BLOCK_ROWS * channels).zip(blocks.chunks_mut(2 * 2 * channels));
            parts.for_each(|(x, out)| Moments::blocks(set, x, channels, out));
            assert_eq!(Moments::join(&blocks, rows, channels), whole, "{set:?}");
        }
    }
    let none = Moments::of(InstructionSet::detect().unwrap(), &[], 3);
    assert_eq!(none, Moments { mean: vec![0.0; 3], variance: vec![0.0; 3] });
}
