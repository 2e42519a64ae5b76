//! Sounds to measure with, at 24 kHz.

use std::f64::consts::PI;

/// Samples a second.
pub const RATE: usize = altavoce_sound::SAMPLE_RATE as usize;

/// A row of numbers in [-1, 1] that look random and are always the same.
pub fn noise(seconds: f64) -> Vec<f32> {
    let mut state = 0x2545_F491_4F6C_DD1Du64;
    let mut next = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 40) as f32 / (1u64 << 23) as f32 - 1.0
    };
    (0..(seconds * RATE as f64) as usize).map(|_| next()).collect()
}

/// A sine of amplitude 1; the phase in radians.
pub fn sine(seconds: f64, hertz: f64, phase: f64) -> Vec<f32> {
    let turn = 2.0 * PI * hertz / RATE as f64;
    (0..(seconds * RATE as f64) as usize).map(|n| (turn * n as f64 + phase).sin() as f32).collect()
}

/// Something with the rhythm of speech: voiced syllables of a wandering pitch with formants, hissing between them,
/// pauses of digital silence. Its loudest peaks lie some 15 dB above its loudness, as those of speech do.
pub fn speech(seconds: f64) -> Vec<f32> {
    let hiss = noise(seconds);
    let mut phase = 0.0f64;
    let mut formants = [Resonance::new(600.0), Resonance::new(1400.0), Resonance::new(2700.0)];
    let mut out = Vec::with_capacity(hiss.len());
    for (n, hiss) in hiss.iter().enumerate() {
        let t = n as f64 / RATE as f64;
        if t % 4.0 > 3.2 {
            out.push(0.0);
            continue;
        }
        let syllable = (PI * (t * 4.5).fract()).sin();
        phase += (170.0 + 40.0 * (2.0 * PI * 0.4 * t).sin()) / RATE as f64;
        let pulse = if phase >= 1.0 { 1.0 } else { 0.0 };
        phase = phase.fract();
        let voiced: f64 = formants.iter_mut().map(|f| f.step(pulse)).sum();
        let consonant = if syllable < 0.25 { f64::from(*hiss) * 0.08 } else { 0.0 };
        out.push((voiced * syllable * syllable * 0.5 + consonant) as f32);
    }
    out
}

/// A filter that rings at one frequency.
struct Resonance {
    near: f64,
    far: f64,
    last: [f64; 2],
}

impl Resonance {
    fn new(hertz: f64) -> Self {
        let decay = (-PI * 120.0 / RATE as f64).exp();
        let near = 2.0 * decay * (2.0 * PI * hertz / RATE as f64).cos();
        Resonance { near, far: -decay * decay, last: [0.0; 2] }
    }

    fn step(&mut self, x: f64) -> f64 {
        let y = x + self.near * self.last[0] + self.far * self.last[1];
        self.last = [y, self.last[0]];
        y
    }
}

/// `sound` times `gain`.
pub fn scaled(sound: &[f32], gain: f32) -> Vec<f32> {
    sound.iter().map(|x| x * gain).collect()
}
