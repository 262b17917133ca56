//! Whether something got slower. A change is told with its interval and with the number of runs behind it, and what cannot be told
//! is a verdict of its own. `docs/statistics.md` derives what is done here, and why Criterion's own verdict is not shown.

mod bootstrap;
mod comparison;
#[cfg(test)]
mod fixture;
mod noise;
mod student;

pub use bootstrap::Interval;
pub use comparison::{Change, Comparison, Incomparable, Limits, Verdict, compare, relative_change, verdict};
pub use noise::{NOISE_OF_A_SINGLE_RUN, Noise, noise};
