macro_rules! on { ($($i:item)*) => { $( #[cfg(all())] #[allow(unused)] $i )* } }
macro_rules! off { ($($i:item)*) => { $( #[cfg(any())] $i )* } }
macro_rules! when { (#![$m:meta] $($i:item)*) => { $( #[cfg($m)] $i )* } }
macro_rules! further { ($($i:item)*) => { when! { #![not(any())] $($i)* } } }
macro_rules! first { ($($t:tt)*) => { #[cfg(any())] $($t)* } }
macro_rules! drops { ($($i:item)*) => {} }
macro_rules! wraps { ($($i:item)*) => { mod wrapped { $($i)* } } }
on! { pub mod a { pub struct A; pub(super) struct B; } use self::a::GoneOn; struct Own; use super::TooFar; }
off! { use crate::NeverSeen; pub struct Off; }
when! { #![all()] use crate::GoneWhen; }
when! { #![any()] use crate::NeverWhen; }
further! { use crate::GoneFurther; on! { use crate::GoneNested; } macro_rules! inner { ($($i:item)*) => { $($i)* } } }
first! { use crate::NeverFirst; use crate::GoneSecond; }
drops! { use crate::Dropped; }
wraps! { use self::Wrapped; use super::Own; }
inner! { use a::A; use a::{B, C}; fn f() { use Own as O; use E::V; enum E { V } use E::W; } }
mod below { use super::{Own, a::B}; use super::Off as NotThere; }
