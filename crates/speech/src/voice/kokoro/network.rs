//! The network in rten, shared by all kokoro voices of the process.

use std::collections::HashMap;
use std::path::Path;
use std::sync::{Arc, Mutex, OnceLock, PoisonError, Weak};

use altavoce_base::error::{Error, Result};
use rten::{Model, ModelOptions, NodeId, RunOptions, ThreadPool, Value, ValueOrView};
use rten_tensor::Tensor;
use rten_tensor::prelude::*;

use super::style::STYLE;
use crate::voice::install;

/// The version of the runtime, as in Cargo.toml: another one may round otherwise.
pub const RUNTIME: &str = "rten 0.27";

/// The value inside the graph that holds how many frames each token takes.
const DURATIONS: &str = "/encoder/Clip_output_0";

/// The value inside the graph that holds the pitch in Hz, two places a frame.
const PITCH: &str = "/encoder/F0_proj/Conv_output_0";

/// Samples of a frame.
pub const FRAME: usize = 600;

/// The network, loaded.
pub struct Network {
    model: Model,
    tokens: NodeId,
    style: NodeId,
    speed: NodeId,
    audio: NodeId,
    durations: NodeId,
    pitch: NodeId,
    /// Idle pools of one thread each: a call takes one and puts it back, so calls never share a core and never wait.
    pools: Mutex<Vec<Arc<ThreadPool>>>,
}

impl Network {
    /// The network of that SHA-256: the one in memory if some voice holds it. `voice` is who asks.
    pub fn shared(path: &Path, sha256: &str, voice: &str) -> Result<Arc<Network>> {
        static LOADED: OnceLock<Mutex<HashMap<String, Weak<Network>>>> = OnceLock::new();
        // A panic elsewhere leaves a map of whole entries.
        let mut loaded = LOADED.get_or_init(Mutex::default).lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(network) = loaded.get(sha256).and_then(Weak::upgrade) {
            return Ok(network);
        }
        let network = Arc::new(Network::load(path, sha256, voice)?);
        loaded.insert(sha256.to_string(), Arc::downgrade(&network));
        Ok(network)
    }

    fn load(path: &Path, sha256: &str, voice: &str) -> Result<Network> {
        install::unchanged(path, sha256, voice)?;
        let broken = |what: String| Error::operator(what).in_file(path).fix("remove the voice and install it again");
        let model = ModelOptions::with_all_ops()
            .prepack_weights(true)
            .load_file(path)
            .map_err(|e| broken(format!("the voice's network cannot be loaded: {e}")))?;
        let node = |id: &str| model.node_id(id).map_err(|_| broken(format!("the network has no `{id}`")));
        let (tokens, style, speed) = (node("tokens")?, node("style")?, node("speed")?);
        let (audio, durations, pitch) = (node("audio")?, node(DURATIONS)?, node(PITCH)?);
        Ok(Network { model, tokens, style, speed, audio, durations, pitch, pools: Mutex::default() })
    }

    /// Speaks; gives the samples and how many frames of [`FRAME`] samples each token takes. `bend` may change the pitch,
    /// given it and those frames; without it the network's own stays.
    pub fn run(
        &self,
        tokens: &[i32],
        style: &[f32],
        speed: f32,
        bend: Option<impl Fn(&mut [f32], &[f32])>,
    ) -> Result<(Vec<f32>, Vec<f32>)> {
        let idle = || self.pools.lock().unwrap_or_else(PoisonError::into_inner);
        let pool = idle().pop().unwrap_or_else(|| Arc::new(ThreadPool::with_num_threads(1)));
        let inputs = || -> Vec<(NodeId, ValueOrView)> {
            vec![
                (self.tokens, Tensor::from_data(&[1, tokens.len()], tokens.to_vec()).into()),
                (self.style, Tensor::from_data(&[1, STYLE], style.to_vec()).into()),
                (self.speed, Tensor::from_data(&[1], vec![speed]).into()),
            ]
        };
        let failed = |e: &dyn std::fmt::Display| Error::bug(format!("the voice's network failed: {e}"));
        let run = |inputs, outputs: [NodeId; 2]| {
            let options = RunOptions::default().with_thread_pool(Some(pool.clone()));
            let output = self.model.run(inputs, &outputs, Some(options)).map_err(|e| failed(&e))?;
            let [first, second] = <[Value; 2]>::try_from(output).map_err(|_| failed(&"it lacks an output"))?;
            let floats =
                |value: Value| -> Result<Tensor<f32>> { value.try_into().map_err(|_| failed(&"it gave no floats")) };
            Ok::<_, Error>((floats(first)?, floats(second)?))
        };
        // The pitch costs a tenth of the whole; the sound is then made of the bent one.
        let spoken = (|| {
            let mut inputs_of_sound = inputs();
            if let Some(bend) = bend {
                let (pitch, durations) = run(inputs(), [self.pitch, self.durations])?;
                let mut curve = pitch.to_vec();
                bend(&mut curve, &durations.to_vec());
                inputs_of_sound.push((self.pitch, Tensor::from_data(pitch.shape(), curve).into()));
            }
            run(inputs_of_sound, [self.audio, self.durations])
        })();
        idle().push(pool);
        let (audio, durations) = spoken?;
        Ok((audio.to_vec(), durations.to_vec()))
    }
}
