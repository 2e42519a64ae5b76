//! The network, shared by all kokoro voices of the process: in stages, so that lengths and melody can be bent between them. The
//! generator is ours where its graph is the one that we know, all else is rten's.

use std::collections::HashMap;
use std::fs;
use std::path::Path;
use std::sync::{Arc, Mutex, OnceLock, PoisonError, Weak};

use altavoce_base::error::{Error, Result};
use altavoce_base::tr;
use altavoce_kernel::InstructionSet;
use prost::bytes::Bytes;
use rten::{Model, ModelOptions, NodeId, RunOptions, ThreadPool, Value};
use rten_tensor::Tensor;
use rten_tensor::prelude::*;

use super::generator::stages::{self, Stage};
use super::generator::{self, Cores, Generator, Share, Spoken};
use super::style::STYLE;
use crate::voice::install;
use crate::voice::onnx;

/// The version of the runtime, as in Cargo.toml: another one may round otherwise.
pub const RUNTIME: &str = "rten 0.27";

/// The value inside the graph that holds how many frames each token takes.
pub const DURATIONS: &str = "/encoder/Clip_output_0";

/// The value inside the graph that holds the pitch in Hz, two places a frame.
pub const PITCH: &str = "/encoder/F0_proj/Conv_output_0";

/// The graph's output.
pub const AUDIO: &str = "audio";

/// Samples of a frame.
pub const FRAME: usize = 600;

/// What may be changed while a sentence is made.
#[derive(Clone, Copy)]
pub struct Bends<'a> {
    /// How many frames of [`FRAME`] samples each token takes: whole numbers from 1.
    pub durations: &'a dyn Fn(&mut [f32]),
    /// The pitch in Hz, two places a frame, given those frames.
    pub pitch: &'a dyn Fn(&mut [f32], &[f32]),
}

/// Reads the model file.
type Source = Arc<dyn Fn() -> Result<Vec<u8>> + Send + Sync>;

/// The network, loaded.
pub struct Network {
    source: Source,
    /// To the durations, to the pitch, to the generator and behind it; without our generator the last two are one.
    stages: Vec<Runnable>,
    generator: Option<Own>,
    /// All of it as rten runs it, for sentences with which our generator cannot do: loaded at the first of them.
    whole: Mutex<Option<Arc<Network>>>,
    cores: Cores,
    /// Idle pools, by their number of threads: a call takes one and puts it back, so calls never share a core and never wait.
    pools: Mutex<Vec<(usize, Arc<ThreadPool>)>>,
}

/// A stage as rten runs it.
struct Runnable {
    model: Model,
    inputs: Vec<(NodeId, String)>,
    outputs: Vec<(NodeId, String)>,
}

/// The generator and the names of what it takes and gives.
struct Own {
    generator: Generator,
    inputs: Vec<String>,
    styles: Vec<String>,
    output: String,
}

/// The values that flow between the stages.
type Values = HashMap<String, Value>;

impl Network {
    /// The network of that record: the one in memory if some voice holds it. `voice` is who asks; `set` are the instructions of
    /// the generator, none for rten alone.
    pub fn shared(
        path: &Path,
        record: &install::Record,
        voice: &str,
        set: Option<InstructionSet>,
    ) -> Result<Arc<Network>> {
        static LOADED: OnceLock<Mutex<HashMap<String, Weak<Network>>>> = OnceLock::new();
        let key = format!("{} {set:?}", record.sha256);
        // A panic elsewhere leaves a map of whole entries.
        let mut loaded = LOADED.get_or_init(Mutex::default).lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(network) = loaded.get(&key).and_then(Weak::upgrade) {
            return Ok(network);
        }
        install::trusted(path, record, voice)?;
        let file = path.to_path_buf();
        let read = move || fs::read(&file).map_err(|e| Error::io(tr!("read"), &file, e));
        let network = Arc::new(Network::load(Arc::new(read), set).map_err(|e| e.in_file(path))?);
        loaded.insert(key, Arc::downgrade(&network));
        Ok(network)
    }

    /// Of a model file.
    pub fn load(source: Source, set: Option<InstructionSet>) -> Result<Network> {
        let broken = |what: String| Error::operator(what).fix(tr!("remove the voice and install it again"));
        let whole = onnx::Model::of(Bytes::from(source()?))?;
        let graph = whole.graph.as_ref().ok_or_else(|| broken(tr!("the network is empty").into()))?;
        let packed = |set| -> Result<_, String> {
            let plan = generator::resolve(graph, AUDIO)?;
            let generator = Generator::pack(&plan, set).map_err(|e| e.to_string())?;
            Ok((plan, generator))
        };
        let own = set.and_then(|set| match packed(set) {
            Ok(own) => Some(own),
            Err(reason) => {
                log::warn!(
                    "the voice speaks at half the speed: its network is not the one that is known here ({reason})"
                );
                None
            }
        });
        let mut targets = vec![vec![DURATIONS.to_string()], vec![PITCH.to_string()]];
        let mut given = vec!["tokens", "style", "speed"];
        if let Some((plan, _)) = &own {
            let (inputs, styles) = (plan.inputs(), plan.styles());
            targets.push(inputs.iter().chain(&styles).map(|name| name.to_string()).collect());
            given.push(plan.output);
        }
        targets.push(vec![AUDIO.to_string()]);
        let cut = stages::cut(graph, &targets, &given).map_err(broken)?;
        let generator = own.map(|(plan, generator)| Own {
            generator,
            inputs: plan.inputs().iter().map(|name| name.to_string()).collect(),
            styles: plan.styles().iter().map(|name| name.to_string()).collect(),
            output: plan.output.into(),
        });
        let models: Vec<Vec<u8>> = cut.iter().map(|stage| stage.model(&whole).write()).collect();
        drop(whole);
        let load = |(stage, model): (&Stage, Vec<u8>)| Runnable::load(stage, model).map_err(broken);
        let stages = cut.iter().zip(models).map(load).collect::<Result<_>>()?;
        let (whole, cores, pools) = (Mutex::default(), Cores::of_machine(), Mutex::default());
        Ok(Network { source, stages, generator, whole, cores, pools })
    }

    /// Speaks; gives the samples and how many frames of [`FRAME`] samples each token takes.
    pub fn run(&self, tokens: &[i32], style: &[f32], speed: f32, bends: &Bends) -> Result<(Vec<f32>, Vec<f32>)> {
        let share = self.cores.share();
        let mut values = Values::from([
            ("tokens".into(), Tensor::from_data(&[1, tokens.len()], tokens.to_vec()).into()),
            ("style".into(), Tensor::from_data(&[1, STYLE], style.to_vec()).into()),
            ("speed".into(), Tensor::from_data(&[1], vec![speed]).into()),
        ]);
        let mut durations = Vec::new();
        for (n, stage) in self.stages.iter().enumerate() {
            if n == 3 && !self.generate(&mut values, &share)? {
                drop((values, share));
                return self.whole()?.run(tokens, style, speed, bends);
            }
            self.run_stage(stage, &mut values, &share)?;
            match n {
                0 => durations = change(&mut values, DURATIONS, |frames| (bends.durations)(frames))?,
                1 => drop(change(&mut values, PITCH, |pitch| (bends.pitch)(pitch, &durations))?),
                _ => {}
            }
            // what no later stage takes is not needed any more
            let later = &self.stages[n + 1..];
            let own = self.generator.as_ref().filter(|_| n < 3);
            values.retain(|name, _| {
                name == AUDIO
                    || later.iter().any(|stage| stage.inputs.iter().any(|(_, input)| input == name))
                    || own.is_some_and(|own| own.takes(name))
            });
        }
        Ok((floats(&values, AUDIO)?.to_vec(), durations))
    }

    /// All of it in rten.
    fn whole(&self) -> Result<Arc<Network>> {
        // A panic elsewhere leaves a whole network or none.
        let mut whole = self.whole.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(whole) = &*whole {
            return Ok(Arc::clone(whole));
        }
        log::warn!("a sentence takes twice the time: its lengths are not those that the generator known here takes");
        let rten = Network::load(Arc::clone(&self.source), None)?;
        Ok(Arc::clone(whole.insert(Arc::new(rten))))
    }

    /// Whether the generator is ours.
    #[cfg(test)]
    pub fn has_generator(&self) -> bool {
        self.generator.is_some()
    }

    /// The same with a generator that takes one input for another, whose length does not fit.
    #[cfg(test)]
    pub fn with_wrong_lengths(mut self) -> Network {
        self.generator.as_mut().unwrap().inputs.swap(0, 1);
        self
    }

    /// Whether some sentence had to be spoken by rten alone.
    #[cfg(test)]
    pub fn has_whole(&self) -> bool {
        self.whole.lock().unwrap().is_some()
    }

    /// The same with so many cores.
    #[cfg(test)]
    pub fn with_cores(self, cores: usize) -> Network {
        Network { cores: Cores::new(cores), ..self }
    }

    fn run_stage(&self, stage: &Runnable, values: &mut Values, share: &Share) -> Result<()> {
        let idle = || self.pools.lock().unwrap_or_else(PoisonError::into_inner);
        let threads = share.threads();
        let taken = {
            let mut pools = idle();
            let place = pools.iter().position(|(size, _)| *size == threads);
            place.map(|place| pools.swap_remove(place).1)
        };
        let pool = taken.unwrap_or_else(|| Arc::new(ThreadPool::with_num_threads(threads)));
        let options = RunOptions::default().with_thread_pool(Some(pool.clone()));
        let given = stage.run(values, options);
        idle().push((threads, pool));
        values.extend(given?);
        Ok(())
    }

    /// Puts what the generator gives among the values; false if lengths do not fit one another.
    fn generate(&self, values: &mut Values, share: &Share) -> Result<bool> {
        let Some(own) = &self.generator else { return Ok(true) };
        let styles: Vec<Vec<f32>> =
            own.styles.iter().map(|name| Ok(floats(values, name)?.to_vec())).collect::<Result<_>>()?;
        let input = |name: &String| {
            let tensor = floats(values, name)?;
            let channels = tensor.shape().get(1).copied().filter(|channels| *channels > 0);
            Ok((tensor.to_vec(), channels.ok_or_else(|| failed(&tr!("`{name}` has no channels")))?))
        };
        let inputs = own.inputs.iter().map(input).collect::<Result<_>>()?;
        values.retain(|name, _| !own.takes(name));
        let spoken = Spoken { inputs, styles: &styles };
        let Some((rows, out)) = own.generator.run(spoken, share) else { return Ok(false) };
        values.insert(own.output.clone(), Tensor::from_data(&[1, out.len() / rows, rows], out).into());
        Ok(true)
    }
}

impl Runnable {
    fn load(stage: &Stage, model: Vec<u8>) -> Result<Runnable, String> {
        let model = ModelOptions::with_all_ops()
            .prepack_weights(true)
            .load(model)
            .map_err(|e| tr!("the voice's network cannot be loaded: {e}"))?;
        let node = |name: &String| {
            let id = model.node_id(name).map_err(|_| tr!("the network has no `{name}`"))?;
            Ok((id, name.clone()))
        };
        let inputs = stage.inputs.iter().map(node).collect::<Result<_, String>>()?;
        let outputs = stage.outputs.iter().map(node).collect::<Result<_, String>>()?;
        Ok(Runnable { model, inputs, outputs })
    }

    fn run(&self, values: &Values, options: RunOptions) -> Result<Values> {
        let input = |(id, name): &(NodeId, String)| {
            let value = values.get(name).ok_or_else(|| failed(&tr!("nothing makes `{name}`")))?;
            Ok((*id, value.into()))
        };
        let inputs = self.inputs.iter().map(input).collect::<Result<_>>()?;
        let ids: Vec<NodeId> = self.outputs.iter().map(|(id, _)| *id).collect();
        let given = self.model.run(inputs, &ids, Some(options)).map_err(|e| failed(&e))?;
        Ok(self.outputs.iter().map(|(_, name)| name.clone()).zip(given).collect())
    }
}

impl Own {
    fn takes(&self, name: &str) -> bool {
        self.inputs.iter().chain(&self.styles).any(|taken| taken == name)
    }
}

fn failed(e: &dyn std::fmt::Display) -> Error {
    Error::bug(tr!("the voice's network failed: {e}"))
}

/// The tensor of floats called `name`.
fn floats<'a>(values: &'a Values, name: &str) -> Result<rten_tensor::TensorView<'a, f32>> {
    let value = values.get(name).ok_or_else(|| failed(&tr!("nothing makes `{name}`")))?;
    value.as_view().try_into().map_err(|_| failed(&tr!("`{name}` holds no floats")))
}

/// Bends the values called `name` in place, and gives them.
fn change(values: &mut Values, name: &str, bend: impl FnOnce(&mut [f32])) -> Result<Vec<f32>> {
    let tensor = floats(values, name)?;
    let (shape, mut data) = (tensor.shape().to_vec(), tensor.to_vec());
    bend(&mut data);
    values.insert(name.into(), Tensor::from_data(&shape, data.clone()).into());
    Ok(data)
}
