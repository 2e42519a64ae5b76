//! The instruction sets for which there is a kernel.

use std::fmt;

/// The name of the environment variable that caps what [`InstructionSet::detect`] gives.
pub const VARIABLE: &str = "ALTAVOCE_CPU";

/// An instruction set that this machine has: only looking at the machine makes one.
///
/// The results of this crate do not depend on it, to the last bit.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct InstructionSet(Level);

/// In rising order of speed on one architecture.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) enum Level {
    /// What every processor of the architecture has.
    Scalar,
    /// `sdot` of ARMv8.2.
    Neon,
    /// `vpmaddubsw` on 256 bits, and FMA.
    Avx2,
    /// `vpdpbusd` on 256 bits in its VEX encoding, with sixteen registers.
    AvxVnni,
    /// The same in its EVEX encoding, with thirty-two registers.
    Vnni256,
    /// `vpdpbusd` on 512 bits.
    Vnni512,
}

const LEVELS: [Level; 6] = [Level::Scalar, Level::Neon, Level::Avx2, Level::AvxVnni, Level::Vnni256, Level::Vnni512];

/// [`VARIABLE`] holds what names no instruction set.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct UnknownInstructionSet(
    /// What the variable holds.
    pub String,
);

impl fmt::Display for UnknownInstructionSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names = LEVELS.map(Level::name).join(", ");
        write!(f, "{VARIABLE} is {:?}, which is none of {names}", self.0)
    }
}

impl std::error::Error for UnknownInstructionSet {}

impl Level {
    fn name(self) -> &'static str {
        match self {
            Level::Scalar => "scalar",
            Level::Neon => "neon",
            Level::Avx2 => "avx2",
            Level::AvxVnni => "avxvnni",
            Level::Vnni256 => "vnni256",
            Level::Vnni512 => "vnni512",
        }
    }

    #[cfg(target_arch = "x86_64")]
    fn is_here(self) -> bool {
        let avx2 = is_x86_feature_detected!("avx2") && is_x86_feature_detected!("fma");
        let avx512 = avx2
            && is_x86_feature_detected!("avx512f")
            && is_x86_feature_detected!("avx512bw")
            && is_x86_feature_detected!("avx512dq")
            && is_x86_feature_detected!("avx512vl")
            && is_x86_feature_detected!("avx512vnni");
        match self {
            Level::Scalar => true,
            Level::Neon => false,
            Level::Avx2 => avx2,
            Level::AvxVnni => avx2 && is_x86_feature_detected!("avxvnni"),
            Level::Vnni256 | Level::Vnni512 => avx512,
        }
    }

    #[cfg(target_arch = "aarch64")]
    fn is_here(self) -> bool {
        match self {
            Level::Scalar => true,
            Level::Neon => std::arch::is_aarch64_feature_detected!("dotprod"),
            _ => false,
        }
    }

    #[cfg(not(any(target_arch = "x86_64", target_arch = "aarch64")))]
    fn is_here(self) -> bool {
        self == Level::Scalar
    }
}

impl InstructionSet {
    /// The best of this machine, at most the one that the environment variable `ALTAVOCE_CPU` names: `scalar`, `neon`,
    /// `avx2`, `avxvnni`, `vnni256` (AVX-512VL with VNNI) or `vnni512`. One that this machine lacks caps as well: the next
    /// lower one is taken.
    ///
    /// # Errors
    ///
    /// If the variable holds something else.
    pub fn detect() -> Result<InstructionSet, UnknownInstructionSet> {
        match std::env::var_os(VARIABLE).filter(|v| !v.is_empty()) {
            None => Ok(InstructionSet::best(Level::Vnni512)),
            Some(name) => InstructionSet::capped(&name.to_string_lossy()),
        }
    }

    /// The best of this machine that is at most the one named.
    pub(crate) fn capped(name: &str) -> Result<InstructionSet, UnknownInstructionSet> {
        let cap = LEVELS.into_iter().find(|level| level.name() == name);
        cap.map(InstructionSet::best).ok_or_else(|| UnknownInstructionSet(name.to_owned()))
    }

    fn best(cap: Level) -> InstructionSet {
        let best = InstructionSet::available().into_iter().rfind(|set| set.0 <= cap);
        best.expect("every machine has the scalar one")
    }

    /// All that this machine has, slowest first: for tests and benchmarks.
    pub fn available() -> Vec<InstructionSet> {
        LEVELS.into_iter().filter(|level| level.is_here()).map(InstructionSet).collect()
    }

    /// The name by which `ALTAVOCE_CPU` knows it.
    pub fn name(self) -> &'static str {
        self.0.name()
    }

    pub(crate) fn level(self) -> Level {
        self.0
    }
}

impl fmt::Debug for InstructionSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cap_takes_the_best_below_it() {
        let scalar = InstructionSet::capped("scalar").unwrap();
        assert_eq!(scalar.name(), "scalar");
        assert_eq!(InstructionSet::available()[0], scalar);
        let all = InstructionSet::available();
        for set in &all {
            assert_eq!(InstructionSet::capped(set.name()).unwrap(), *set);
        }
        assert_eq!(InstructionSet::capped("vnni512").unwrap(), *all.last().unwrap());
    }

    #[test]
    fn a_name_of_nothing_is_told() {
        let wrong = InstructionSet::capped("avx1024").unwrap_err();
        assert_eq!(
            wrong.to_string(),
            "ALTAVOCE_CPU is \"avx1024\", which is none of scalar, neon, avx2, avxvnni, vnni256, vnni512"
        );
    }
}
