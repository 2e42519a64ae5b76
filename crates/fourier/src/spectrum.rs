//! How strong each frequency of a sound is.

use std::f64::consts::TAU;

use realfft::RealFftPlanner;

/// The magnitudes of `samples` under a Hann window as long as they are, filled up with zeros to `size`: bin k stands for k/`size`
/// of the sample rate, up to its half, and the first `size` samples count. A full-scale tone has a quarter of the samples' number.
///
/// ```
/// use std::f64::consts::TAU;
/// let tone: Vec<f32> = (0..1024).map(|n| (TAU * 100.0 * f64::from(n) / 1024.0).sin() as f32).collect();
/// let magnitudes = altavoce_fourier::magnitudes(&tone, 1024);
/// assert_eq!(magnitudes.len(), 513);
/// assert!((magnitudes[100] - 256.0).abs() < 0.01 && magnitudes[110] < 0.01);
/// ```
pub fn magnitudes(samples: &[f32], size: usize) -> Vec<f64> {
    let fft = RealFftPlanner::<f64>::new().plan_fft_forward(size);
    let (mut input, mut output) = (fft.make_input_vec(), fft.make_output_vec());
    let window = |n: usize| 0.5 - 0.5 * (TAU * n as f64 / samples.len() as f64).cos();
    input.iter_mut().zip(samples).enumerate().for_each(|(n, (to, from))| *to = f64::from(*from) * window(n));
    // The planner's own vectors have the lengths that it asks for, so there is nothing that can fail.
    let _ = fft.process(&mut input, &mut output);
    output.iter().map(|bin| bin.norm()).collect()
}
