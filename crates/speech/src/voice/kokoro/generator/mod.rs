//! The generator of the network, nine tenths of its work, with our own kernels; the runtime keeps what is before and behind it.
//!
//! It is found in the same model file ([`resolve()`]), its weights are packed once ([`Generator`]), and the rest of the graph is given
//! to the runtime in stages ([`stages`]) without its nodes and weights.

mod cores;
mod decoder;
mod forward;
mod graph;
mod layer;
mod plan;
mod resolve;
pub mod stages;

use std::env;

use altavoce_base::error::{Error, Result};
use altavoce_base::tr;
use altavoce_kernel::InstructionSet;

pub use cores::{Cores, Share};
pub use forward::{Generator, Spoken};
pub use resolve::resolve;

/// Raised whenever the generator's samples change; part of the cache key.
pub const VERSION: u32 = 1;

/// The environment variable that leaves the whole network to the runtime, where it says `rten`.
const VARIABLE: &str = "ALTAVOCE_GENERATOR";

/// The instructions that the generator is to be run with; `None` where the runtime is to run the whole network: because the
/// environment says so, or because this processor has none that the kernels are fast with.
///
/// # Errors
/// The user's: a variable holds something unknown.
pub fn instructions() -> Result<Option<InstructionSet>> {
    match env::var(VARIABLE).as_deref() {
        Ok("rten") => return Ok(None),
        Ok("") | Ok("own") | Err(_) => {}
        Ok(other) => {
            return Err(Error::usage(tr!("{VARIABLE} is `{other}`")).fix(tr!("say `rten` or `own`, or nothing")));
        }
    }
    let set = InstructionSet::detect().map_err(|e| Error::usage(e.to_string()))?;
    // without dot products and fused multiplication the runtime is faster
    Ok((set.name() != "scalar").then_some(set))
}

/// What the tests look into.
#[cfg(test)]
pub mod testing {
    use altavoce_kernel::{Convolution, InstructionSet, PackedWeights, Quantized, Shape};

    pub use super::forward::turned;
    pub use super::graph::Graph;
    use super::graph::{Found, input};
    use super::plan;

    /// The values of the bytes that the convolution behind `product` takes, before they are padded, and of their zero point.
    pub fn quantised<'a>(graph: &Graph<'a>, product: &str) -> Found<(&'a str, &'a str)> {
        let node = graph.op(product, "ConvInteger")?;
        let taken = input(node, 0)?;
        let bytes = graph.op(taken, "Pad").map_or(Ok(taken), |pad| input(pad, 0))?;
        Ok((bytes, input(node, 2)?))
    }

    /// The integers that a convolution gives.
    pub fn integers(found: &plan::Convolution, set: InstructionSet, input: &Quantized, out: &mut [i32]) {
        let [c_out, c_in, taps] = found.shape;
        let weights = PackedWeights::pack(found.weights, found.zero_point, Shape { c_out, c_in, taps }).unwrap();
        let plan::Convolution { dilation, stride, padding, .. } = *found;
        Convolution { weights: &weights, dilation, stride, padding }.integers(set, input, 0..out.len() / c_out, out);
    }
}
