//! A WAV of ours, measured for its loudness.

use std::path::Path;

use altavoce_base::error::{Error, Result};
use altavoce_base::tr;
use altavoce_sound::SAMPLE_RATE;
use altavoce_sound::{Measurement, Meter};

/// Samples that are read at once.
const BLOCK: usize = 1 << 14;

/// Measures a WAV of ours; `None` when there is none.
pub fn measure(wav: &Path) -> Option<Result<Measurement>> {
    let unreadable = |error: hound::Error| match error {
        hound::Error::IoError(e) => Error::io(tr!("read"), wav, e),
        other => Error::operator(tr!("this is not a WAV that can be read"))
            .in_file(wav)
            .fix(tr!("make the episode again"))
            .caused_by(other),
    };
    if !wav.exists() {
        return None;
    }
    let read = || {
        let mut reader = hound::WavReader::open(wav).map_err(unreadable)?;
        let spec = reader.spec();
        if (spec.channels, spec.sample_rate, spec.bits_per_sample) != (1, SAMPLE_RATE, 16) {
            let what = tr!("the WAV is not 16 bits mono at {SAMPLE_RATE} Hz, so it was not heard");
            return Err(Error::operator(what).in_file(wav).fix(tr!("make the episode again")));
        }
        let mut meter = Meter::new()?;
        let mut block = Vec::with_capacity(BLOCK);
        for sample in reader.samples::<i16>() {
            block.push(f32::from(sample.map_err(unreadable)?) / 32_768.0);
            if block.len() == BLOCK {
                meter.add(&block)?;
                block.clear();
            }
        }
        meter.add(&block)?;
        meter.finish()
    };
    Some(read())
}
