//! The operating system's own speech, as a separate program: text in, a WAV file out.

use std::io::{Read, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use rubato::audioadapter_buffers::direct::InterleavedSlice;
use rubato::{Fft, FixedSync, Resampler};

use crate::error::{Error, Result};
use crate::voice::manifest::Manifest;
use crate::voice::{SAMPLE_RATE, Speech, Utterance, Voice};

/// Words a minute that count as speed 1.0, for the programs that count so.
const WORDS_PER_MINUTE: f32 = 165.0;

/// How long a program may think about an utterance: far longer than any needs for the few hundred letters of one.
const PATIENCE: Duration = Duration::from_secs(60);

/// The operating system's speech.
pub struct Platform {
    name: String,
    fingerprint: String,
    loudness: f64,
    speed: f32,
}

impl Platform {
    /// Finds the system's speech program.
    ///
    /// # Errors
    /// The operator's: there is none, or it does not start.
    pub fn load(manifest: &Manifest) -> Result<Platform> {
        let version = if cfg!(target_os = "macos") || cfg!(windows) {
            std::env::consts::OS.to_string()
        } else {
            let mut command = Command::new("espeak-ng");
            command.arg("--version");
            String::from_utf8_lossy(&run(command, "")?).trim().to_string()
        };
        Ok(Platform {
            name: manifest.name.clone(),
            fingerprint: format!("platform {version} speed {}", manifest.speed),
            loudness: manifest.loudness,
            speed: manifest.speed,
        })
    }
}

impl Voice for Platform {
    fn name(&self) -> &str {
        &self.name
    }

    fn fingerprint(&self) -> &str {
        &self.fingerprint
    }

    fn wants_phonemes(&self) -> bool {
        false
    }

    fn loudness(&self) -> f64 {
        self.loudness
    }

    fn synthesize(&self, utterance: &Utterance, speed: f32) -> Result<Speech> {
        let folder = tempfile::tempdir().map_err(|e| Error::io("make a folder", std::env::temp_dir(), e))?;
        let wav = folder.path().join("speech.wav");
        // One line: a line's end would be a pause of its own.
        let text = utterance.text.split_whitespace().collect::<Vec<_>>().join(" ");
        run(speech_command(&wav, self.speed * speed), &text)?;
        read_wav(&wav).map(Speech::from)
    }
}

/// The system's program, told to read standard input and write `wav`.
fn speech_command(wav: &Path, speed: f32) -> Command {
    let rate = format!("{:.0}", WORDS_PER_MINUTE * speed);
    if cfg!(target_os = "macos") {
        let mut command = Command::new("say");
        command.args(["-v", "Alice", "-r", &rate, "--data-format=LEI16@24000", "-f", "-", "-o"]).arg(wav);
        command
    } else if cfg!(windows) {
        // The path goes through the environment: no quoting can break out of it.
        let script = "Add-Type -AssemblyName System.Speech; [Console]::InputEncoding = [Text.Encoding]::UTF8; \
             $s = New-Object System.Speech.Synthesis.SpeechSynthesizer; \
             $s.SelectVoiceByHints('NotSet', 'NotSet', 0, [Globalization.CultureInfo]'it-IT'); \
             $s.Rate = [int]$env:ALTAVOCE_RATE; $s.SetOutputToWaveFile($env:ALTAVOCE_WAV); \
             $s.Speak([Console]::In.ReadToEnd()); $s.Dispose()";
        let mut command = Command::new("powershell");
        // System.Speech counts from -10 (a third) to 10 (three times), by even ratios.
        let rate = (10.0 * speed.ln() / 3f32.ln()).round().clamp(-10.0, 10.0);
        command.args(["-NoProfile", "-NonInteractive", "-Command", script]);
        command.env("ALTAVOCE_WAV", wav).env("ALTAVOCE_RATE", format!("{rate:.0}"));
        command
    } else {
        let mut command = Command::new("espeak-ng");
        command.args(["-v", "it", "-s", &rate, "-b", "1", "--stdin", "-w"]).arg(wav);
        command
    }
}

/// Runs `command` with `input` on its standard input and gives its standard output.
fn run(mut command: Command, input: &str) -> Result<Vec<u8>> {
    let program = command.get_program().to_string_lossy().into_owned();
    let failed = |what: &str| Error::operator(format!("the speech program `{program}` {what}"));
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
    let mut child = command.spawn().map_err(|e| {
        let install =
            if cfg!(target_os = "linux") { "install espeak-ng" } else { "install the system's Italian voice" };
        failed("does not start").fix(format!("{install}, or choose another voice")).caused_by(e)
    })?;
    // What we send and what comes back fit the pipes (64 KiB): an utterance is a few hundred letters, the sound goes to
    // a file. So neither side waits for the other, and one thread is enough.
    if let Some(mut stdin) = child.stdin.take() {
        let _ = stdin.write_all(input.as_bytes());
    }
    let started = Instant::now();
    let status = loop {
        match child.try_wait().map_err(|e| failed("cannot be waited for").caused_by(e))? {
            Some(status) => break status,
            None if started.elapsed() > PATIENCE => {
                let _ = child.kill();
                let _ = child.wait();
                return Err(failed("takes longer than a minute for one sentence").fix("try again"));
            }
            None => std::thread::sleep(Duration::from_millis(5)),
        }
    };
    if !status.success() {
        return Err(failed(&format!("failed ({status})")).fix("try it by hand, or choose another voice"));
    }
    let mut output = Vec::new();
    if let Some(mut stdout) = child.stdout.take() {
        let _ = stdout.read_to_end(&mut output);
    }
    Ok(output)
}

/// Reads a WAV file of any rate and width as mono f32 at [`SAMPLE_RATE`].
fn read_wav(path: &Path) -> Result<Vec<f32>> {
    let bad = |what: String| Error::operator(what).fix("try the speech program by hand, or choose another voice");
    let unreadable = |e: hound::Error| bad(format!("the speech program wrote no readable WAV file: {e}"));
    let mut reader = hound::WavReader::open(path).map_err(unreadable)?;
    let spec = reader.spec();
    let samples: Vec<f32> = match spec.sample_format {
        hound::SampleFormat::Float => reader.samples::<f32>().collect::<Result<_, _>>().map_err(unreadable)?,
        hound::SampleFormat::Int => {
            let full = (1u64 << (spec.bits_per_sample - 1)) as f32;
            let scaled = reader.samples::<i32>().map(|s| s.map(|s| s as f32 / full));
            scaled.collect::<Result<_, _>>().map_err(unreadable)?
        }
    };
    let channels = usize::from(spec.channels.max(1));
    let mono: Vec<f32> = samples.chunks_exact(channels).map(|c| c.iter().sum::<f32>() / channels as f32).collect();
    if mono.is_empty() {
        return Err(bad("the speech program wrote an empty WAV file".into()));
    }
    resample(&mono, spec.sample_rate)
}

fn resample(mono: &[f32], rate: u32) -> Result<Vec<f32>> {
    if rate == SAMPLE_RATE {
        return Ok(mono.to_vec());
    }
    let failed = |e: &dyn std::fmt::Display| Error::bug(format!("speech at {rate} Hz cannot be resampled: {e}"));
    let mut resampler =
        Fft::<f32>::new(rate as usize, SAMPLE_RATE as usize, 1024, 1, FixedSync::Both).map_err(|e| failed(&e))?;
    let input = InterleavedSlice::new(mono, 1, mono.len()).map_err(|e| failed(&e))?;
    let output = resampler.process_all(&input, mono.len(), None).map_err(|e| failed(&e))?;
    Ok(output.take_data())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wav(rate: u32, channels: u16, bits: u16, seconds: f64) -> tempfile::NamedTempFile {
        let file = tempfile::NamedTempFile::with_suffix(".wav").unwrap();
        let sample_format = hound::SampleFormat::Int;
        let spec = hound::WavSpec { channels, sample_rate: rate, bits_per_sample: bits, sample_format };
        let mut writer = hound::WavWriter::create(file.path(), spec).unwrap();
        let full = f64::from(1u32 << (bits - 1)) * 0.5;
        for n in 0..(seconds * f64::from(rate)) as u32 {
            let value = (f64::from(n) * 440.0 * std::f64::consts::TAU / f64::from(rate)).sin() * full;
            (0..channels).for_each(|_| writer.write_sample(value as i32).unwrap());
        }
        writer.finalize().unwrap();
        file
    }

    #[test]
    fn any_wav_becomes_mono_at_our_rate() {
        for (rate, channels, bits) in [(22_050, 1, 16), (16_000, 1, 16), (24_000, 2, 16), (44_100, 2, 24)] {
            let samples = read_wav(wav(rate, channels, bits, 1.0).path()).unwrap();
            let level = (samples.iter().map(|x| x * x).sum::<f32>() / samples.len() as f32).sqrt();
            assert!((samples.len() as i64 - 24_000).abs() < 30, "{rate}: {} samples", samples.len());
            assert!((level - 0.3535).abs() < 0.005, "{rate}: level {level}");
        }
    }

    #[test]
    fn bad_output_is_refused() {
        let file = tempfile::NamedTempFile::with_suffix(".wav").unwrap();
        assert!(read_wav(file.path()).unwrap_err().to_string().contains("no readable WAV"));
        assert!(read_wav(wav(24_000, 1, 16, 0.0).path()).unwrap_err().to_string().contains("empty WAV"));
        let e = run(Command::new("altavoce-no-such-program"), "").unwrap_err();
        assert!(e.to_string().contains("does not start"), "{e}");
    }
}
