//! Pictures of numbers, as SVG: where the samples of a benchmark lie, how it went from baseline to baseline, and how far a change
//! reaches. A picture never claims more than the samples tell: it shows each of them, the interval beside the value, and says what lies
//! outside. Those for a page ([`distribution`], [`ridge`], [`history`], [`change`], [`promise`]) are as wide as their place,
//! with text that keeps its size, and take their colours from the page's classes; [`card`] stands alone.

mod axis;
mod card;
mod change;
mod density;
mod distribution;
mod history;
pub mod markup;
mod promise;
mod ridge;
mod scene;
mod window;

pub use axis::Axis;
pub use card::{Bound, card};
pub use change::{change, change_axis, change_scale};
pub use distribution::{distribution, scale};
pub use history::{Moment, history};
pub use promise::{promise, promise_axis};
pub use ridge::ridge;
pub use scene::{Curve, Scene, Series};
pub use window::{LOGARITHMIC_FROM, Window};
