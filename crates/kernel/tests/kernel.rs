//! Every instruction set of this machine against definitions written out, to the last bit.

use altavoce_kernel::*;
use fastrand::Rng;

/// A convolution of bytes by definition: ONNX's `ConvInteger` on `[T][C]`, around both zero points.
fn integers(x: &[u8], x_zero: u8, w: &[u8], w_zero: u8, shape: Shape, c: &Convolution<'_>) -> Vec<i32> {
    let rows = x.len() / shape.c_in;
    let mut out = Vec::new();
    for row in 0..c.rows(rows) {
        for output in w.chunks_exact(shape.c_in * shape.taps) {
            let mut sum = 0_i32;
            for (input, taps) in output.chunks_exact(shape.taps).enumerate() {
                for (tap, w) in taps.iter().enumerate() {
                    let at = row * c.stride + tap * c.dilation;
                    let inside = at >= c.padding && at - c.padding < rows;
                    let x = if inside { x[(at - c.padding) * shape.c_in + input] } else { x_zero };
                    sum += (i32::from(x) - i32::from(x_zero)) * (i32::from(*w) - i32::from(w_zero));
                }
            }
            out.push(sum);
        }
    }
    out
}

struct Case {
    shape: Shape,
    rows: usize,
    dilation: usize,
    stride: usize,
    padding: usize,
}

fn case(
    rows: usize,
    (c_out, c_in, taps): (usize, usize, usize),
    dilation: usize,
    stride: usize,
    padding: usize,
) -> Case {
    Case { shape: Shape { c_out, c_in, taps }, rows, dilation, stride, padding }
}

fn cases() -> Vec<Case> {
    vec![
        case(1, (1, 1, 1), 1, 1, 0),
        case(2, (33, 5, 3), 1, 1, 1),
        case(37, (32, 4, 3), 5, 1, 5),
        case(101, (40, 22, 7), 3, 1, 9),
        case(25, (64, 32, 11), 5, 1, 25),
        case(12, (128, 16, 11), 1, 1, 5),
        case(61, (31, 22, 12), 1, 6, 3),
        case(13, (70, 9, 2), 7, 3, 4),
        case(200, (96, 12, 1), 1, 1, 0),
        case(3, (5, 130, 13), 2, 1, 12),
        case(40, (64, 48, 3), 1, 1, 1),
    ]
}

fn bytes(len: usize, values: &[u8], chance: &mut Rng) -> Vec<u8> {
    (0..len).map(|_| if values.is_empty() { chance.u8(..) } else { *chance.choice(values).unwrap() }).collect()
}

fn quantized(x: &[u8], channels: usize, padding: usize, zero_point: u8) -> Quantized {
    let mut input = Quantized::new();
    // memory that held something else
    input.reset(7, channels + 3, 2, Quantization { scale: 1.0, zero_point: 200 });
    input.all().copy_from(&vec![77; 7 * (channels + 3)]);
    input.reset(x.len() / channels, channels, padding, Quantization { scale: 1.0, zero_point });
    input.all().copy_from(x);
    input
}

#[test]
fn every_set_convolves_as_defined() {
    let mut chance = Rng::with_seed(1);
    for (index, case) in cases().iter().enumerate() {
        // activations, weights, and their zero points
        let extremes: [(&[u8], &[u8], u8, u8); 7] = [
            (&[], &[58, 59, 60, 61, 62, 63], 117, 60),
            (&[], &[40, 60, 60, 60, 60, 60, 80, 100], 117, 60),
            (&[0, 255], &[0, 127], 0, 0),
            (&[0], &[127], 255, 91),
            (&[255, 128, 127], &[127, 128], 3, 255),
            (&[255], &[255], 0, 128),
            (&[0, 255], &[0, 255], 255, 128),
        ];
        for (round, (xs, ws, x_zero, w_zero)) in extremes.into_iter().enumerate() {
            let x = bytes(case.rows * case.shape.c_in, xs, &mut chance);
            let w = bytes(case.shape.len(), ws, &mut chance);
            let weights = PackedWeights::pack(&w, w_zero, case.shape).unwrap();
            let Case { dilation, stride, padding, .. } = *case;
            let convolution = Convolution { weights: &weights, dilation, stride, padding };
            let wanted = integers(&x, x_zero, &w, w_zero, case.shape, &convolution);
            // more padding than is asked for is as good
            let input = quantized(&x, case.shape.c_in, padding + round, x_zero);
            for set in InstructionSet::available() {
                let mut out = vec![-1; wanted.len()];
                convolution.integers(set, &input, 0..convolution.rows(case.rows), &mut out);
                assert!(out == wanted, "{set:?}, case {index}, round {round}");
            }
        }
    }
}

#[test]
fn rows_follow_from_the_shape() {
    let weights = PackedWeights::pack(&[1; 12], 0, Shape { c_out: 1, c_in: 1, taps: 12 }).unwrap();
    let convolution = Convolution { weights: &weights, dilation: 1, stride: 6, padding: 3 };
    assert_eq!(convolution.rows(4801), 800);
    assert_eq!(convolution.rows(5), 0);
    assert_eq!(convolution.rows(0), 0);
    let input = quantized(&[], 1, 3, 9);
    convolution.run(
        InstructionSet::available()[0],
        &input,
        0..0,
        &Epilogue { bias: &[], scale: 1.0, add: Add::Nothing },
        &mut [],
    );
}

#[test]
fn splits_and_sets_give_the_same_values() {
    let mut chance = Rng::with_seed(2);
    let (rows, shape) = (150, Shape { c_out: 45, c_in: 21, taps: 5 });
    let x = bytes(rows * shape.c_in, &[], &mut chance);
    let w: Vec<u8> = bytes(shape.len(), &[], &mut chance).iter().map(|w| w & 127).collect();
    let weights = PackedWeights::pack(&w, 50, shape).unwrap();
    let convolution = Convolution { weights: &weights, dilation: 3, stride: 1, padding: 6 };
    let input = quantized(&x, shape.c_in, 6, 130);
    let bias: Vec<i32> = (0..45).map(|_| chance.i32(-5000..5000)).collect();
    let residual: Vec<f32> = (0..rows * 45).map(|_| chance.f32() * 20.0 - 10.0).collect();
    let scale = 0.000_123_4;
    let sums = integers(&x, 130, &w, 50, shape, &convolution);
    let scaled = |i: usize| (sums[i] + bias[i % 45]) as f32 * scale;
    let wanted: Vec<f32> = (0..rows * 45).map(|i| scaled(i) + residual[i]).collect();
    for set in InstructionSet::available() {
        for part in [rows, 1, 12, 13, 97] {
            let (mut of_rows, mut in_place) = (vec![f32::NAN; rows * 45], residual.clone());
            let mut alone = vec![f32::NAN; rows * 45];
            for first in (0..rows).step_by(part) {
                let range = first..rows.min(first + part);
                let at = range.start * 45..range.end * 45;
                let epilogue = |add| Epilogue { bias: &bias, scale, add };
                let rows = epilogue(Add::Rows(&residual[at.clone()]));
                convolution.run(set, &input, range.clone(), &rows, &mut of_rows[at.clone()]);
                convolution.run(set, &input, range.clone(), &epilogue(Add::Output), &mut in_place[at.clone()]);
                convolution.run(set, &input, range, &epilogue(Add::Nothing), &mut alone[at]);
            }
            assert!(of_rows == wanted && in_place == wanted, "{set:?} in parts of {part}");
            assert!((0..rows * 45).all(|i| alone[i] == scaled(i)), "{set:?} in parts of {part}");
        }
    }
}

#[test]
#[should_panic(expected = "padding")]
fn too_little_padding_is_refused() {
    let weights = PackedWeights::pack(&[1; 3], 0, Shape { c_out: 1, c_in: 1, taps: 3 }).unwrap();
    let input = quantized(&[1, 2, 3], 1, 0, 0);
    let convolution = Convolution { weights: &weights, dilation: 1, stride: 1, padding: 1 };
    convolution.integers(InstructionSet::available()[0], &input, 0..3, &mut [0; 3]);
}

/// A convolution in double precision, plain or transposed, by definition.
fn precise(
    x: &[f32],
    w: &[f32],
    bias: &[f32],
    s: Shape,
    transposed: Option<(usize, usize)>,
    padding: usize,
) -> Vec<f64> {
    let rows = x.len() / s.c_in;
    let (stride, padding) = transposed.unwrap_or((1, padding));
    let rows_out = match transposed {
        Some(_) => (rows - 1) * stride + s.taps - 2 * padding,
        None => rows + 2 * padding + 1 - s.taps,
    };
    let mut out = vec![0.0; rows_out * s.c_out];
    for (row, out) in out.chunks_exact_mut(s.c_out).enumerate() {
        for (output, out) in out.iter_mut().enumerate() {
            *out = f64::from(bias[output]);
            for (tap, input) in (0..s.taps).flat_map(|t| (0..s.c_in).map(move |i| (t, i))) {
                let (at, weight) = match transposed {
                    Some(_) if (row + padding) < tap || (row + padding - tap) % stride != 0 => continue,
                    Some(_) => ((row + padding - tap) / stride, (input * s.c_out + output) * s.taps + tap),
                    None if row + tap < padding => continue,
                    None => (row + tap - padding, (output * s.c_in + input) * s.taps + tap),
                };
                if at < rows {
                    *out += f64::from(x[at * s.c_in + input]) * f64::from(w[weight]);
                }
            }
        }
    }
    out
}

#[test]
fn single_precision_is_the_same_everywhere_and_near_double() {
    let mut chance = Rng::with_seed(3);
    let cases = [
        (17, (5, 3, 3), None, 1),
        (40, (22, 16, 7), None, 3),
        (9, (33, 8, 20), Some((10, 5)), 0),
        (30, (64, 12, 12), Some((6, 3)), 0),
        (1, (3, 2, 7), Some((3, 1)), 0),
    ];
    for (rows, (c_out, c_in, taps), transposed, padding) in cases {
        let shape = Shape { c_out, c_in, taps };
        let mut values = |len: usize| (0..len).map(|_| chance.f32() * 2.0 - 1.0).collect::<Vec<f32>>();
        let (x, w, bias) = (values(rows * c_in), values(shape.len()), values(c_out));
        let convolution = match transposed {
            Some((stride, cropped)) => FloatConvolution::pack_transposed(&w, &bias, shape, stride, cropped),
            None => FloatConvolution::pack(&w, &bias, shape, padding),
        };
        let convolution = convolution.unwrap();
        let mut input = Padded::new();
        input.reset(rows + 9, c_in, 4);
        input.inner().fill(1e9);
        input.reset(rows, c_in, convolution.padding() + 1);
        input.inner().copy_from_slice(&x);
        let wanted = precise(&x, &w, &bias, shape, transposed, padding);
        let rows_out = convolution.rows(rows);
        assert_eq!(rows_out * c_out, wanted.len());
        let mut first = vec![0.0; wanted.len()];
        convolution.run(InstructionSet::available()[0], &input, 0..rows_out, Add::Nothing, &mut first);
        let error = first.iter().zip(&wanted).map(|(a, b)| (f64::from(*a) - b).abs()).fold(0.0, f64::max);
        assert!(error < 1e-5, "{shape:?}: {error:e}");
        for set in InstructionSet::available() {
            for part in [1, 7, rows_out] {
                let (mut out, mut sum) = (vec![f32::NAN; wanted.len()], vec![1.0; wanted.len()]);
                for from in (0..rows_out).step_by(part) {
                    let range = from..rows_out.min(from + part);
                    let at = range.start * c_out..range.end * c_out;
                    convolution.run(set, &input, range.clone(), Add::Nothing, &mut out[at.clone()]);
                    convolution.run(set, &input, range, Add::Output, &mut sum[at]);
                }
                assert!(out == first, "{set:?}, {shape:?} in parts of {part}");
                assert!(sum.iter().zip(&out).all(|(sum, out)| *sum == out + 1.0), "{set:?}, {shape:?}");
            }
        }
    }
}

#[test]
fn weights_of_another_length_are_refused() {
    let shape = Shape { c_out: 2, c_in: 3, taps: 4 };
    let told = PackError::Length { found: 23, told: 24 };
    assert_eq!(FloatConvolution::pack(&[0.0; 23], &[0.0; 2], shape, 1).unwrap_err(), told);
    assert_eq!(FloatConvolution::pack_transposed(&[0.0; 23], &[0.0; 2], shape, 2, 1).unwrap_err(), told);
    assert!(FloatConvolution::pack_transposed(&[0.0; 24], &[0.0; 2], shape, 0, 1).is_err());
    assert!(FloatConvolution::pack(&[0.0; 24], &[0.0; 3], shape, 1).is_err());
    // nothing goes in, nothing comes out
    let convolution = FloatConvolution::pack_transposed(&[0.0; 24], &[0.0; 2], shape, 2, 1).unwrap();
    assert_eq!(convolution.rows(0), 0);
}
