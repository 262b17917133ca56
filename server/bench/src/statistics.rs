//! Whether something got slower. A change is told with its interval and with the number of runs behind it, and what cannot be told
//! is a verdict of its own. `docs/statistics.md` derives what is done here, and why Criterion's own verdict is not shown.

mod bootstrap;
mod comparison;

pub use bootstrap::{Interval, RESAMPLES};
pub use comparison::{Change, Comparison, Incomparable, Limits, NOISE_OF_A_SINGLE_RUN, Verdict, compare, verdict};
