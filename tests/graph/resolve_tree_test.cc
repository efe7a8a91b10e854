// Rust: paths followed name by name, members and traits written for a type elsewhere, bounds.
#include <doctest/doctest.h>

#include "tests/graph/facts_of.h"

namespace interlock::tests {

TEST_CASE("rust: paths, re-exports, modules inside files") {
  CHECK(FailuresOf(R"(
=== roots.txt roots
shop core src/lib.rs
app app src/lib.rs
=== core/src/lib.rs
pub mod cart;
mod hidden;
pub use hidden::deep as depth;
pub use crate::cart::{Cart as Basket, total};
pub mod prelude { pub use super::hidden::*; pub fn own() {} }
=== core/src/cart.rs
pub struct Cart;
impl Cart { pub fn add(&self) {} }
pub fn total(cart: &Cart) {}
fn private() {
    super::depth::work();     // work -> core/src/hidden/deep.rs:work module
    self::total(x);           // total -> :total module
    crate::cart::total(x);    // total -> :total module
    std::mem::swap(a, b);     // swap -> external
    nothing::at_all();        // at_all -> nothing
}
=== core/src/hidden.rs
pub mod deep;
pub struct Lid;
=== core/src/hidden/deep.rs
pub fn work() {}
fn up() { let a = super::super::Basket {}; a.add(); }  // a.add -> core/src/cart.rs:Cart.add typed
=== app/src/lib.rs
use shop::{prelude::*, Basket, total};
use other_crate::Thing;
use shop as renamed;
fn run() {
    total(1);                 // total -> core/src/cart.rs:total import
    own();                    // own -> core/src/lib.rs:prelude.own import
    let lid = Lid {};         // Lid -> core/src/hidden.rs:Lid import
    renamed::cart::total(2);  // renamed.cart.total -> core/src/cart.rs:total module
    shop::depth::work();      // work -> core/src/hidden/deep.rs:work module
    Thing::new();             // Thing.new -> external
    let basket: Basket = x;
    basket.add();             // basket.add -> core/src/cart.rs:Cart.add typed
}
fn helper() {}
mod tests {
    use super::helper;
    fn all() {
        helper();             // helper -> :helper import
        total(3);             // total -> core/src/cart.rs:total unique-name
        run();                // run -> :run unique-name
    }
    mod inner {
        use super::super::run as start;
        use super::*;
        fn more() {
            start();          // start -> :run import
            all();            // all -> :tests.all import
        }
    }
}
)") == "");
}

TEST_CASE("rust: what is written for a type elsewhere belongs to it") {
  CHECK(FailuresOf(R"(
=== roots.txt roots
shop . src/lib.rs
=== src/lib.rs
mod rows;
mod more;
mod twin;
=== src/rows.rs
pub struct Rows(Vec<Row>, pub Row);
pub struct Row { pub parent: Option<std::sync::Arc<Row>>, names: Vec<String> }
pub trait Shape { fn area(&self); fn label(&self) { self.area() } fn make(); }
pub enum Kind { Sale, Gift(Row, u8) }
impl Shape for Row { fn area(&self) {} fn make() {} }
impl Rows {
    pub fn open() -> Result<Self, String> { Ok(Self(vec![], row)) }
    fn first(&self) {
        self.1.touch();           // self.1.touch -> src/more.rs:Row.touch typed
        Self::open();             // Self.open -> :Rows.open self
        self.0[0].touch();        // touch -> src/more.rs:Row.touch typed
        self.0.iter().next().unwrap().touch();  // touch -> src/more.rs:Row.touch typed
        for row in self.0.iter().rev() {
            row.area();           // row.area -> :Row.area typed
        }
        self.0.iter().map(|each| each
            .label());            // each.label -> :Shape.label typed
        self.1.parent.as_ref().unwrap().label();  // label -> :Shape.label typed
    }
}
fn with(kind: Kind, shape: &dyn Shape, any: impl Shape) {
    if let Kind::Gift(given, n) = kind {
        given.touch();            // given.touch -> src/more.rs:Row.touch typed
    }
    shape.label();                // shape.label -> :Shape.label typed
    any.area();                   // any.area -> :Shape.area typed
    Row::make();                  // Row.make -> :Row.make typed
    let sale = Kind::Sale;
    sale.price();                 // sale.price -> src/more.rs:Kind.price typed
    let other = far();
    other.touch();                // other.touch -> src/more.rs:Row.touch unique-name
}
=== src/more.rs
use crate::rows::{Kind, Row, Rows, Shape};
impl Row { pub fn touch(&self) {} }
impl Kind { pub fn price(&self) {} }
fn go() {
    let opened = Rows::open()?;
    opened.first();               // opened.first -> src/rows.rs:Rows.first typed
    let rows = Rows::open()?;
    rows.first();                 // rows.first -> src/rows.rs:Rows.first nearest
    let rows = Row { parent: None };
    rows.touch();                 // rows.touch -> :Row.touch nearest
}
fn bound<S: Clone + Shape, T>(shape: S, other: T) where T: Shape {
    shape.area();                 // shape.area -> src/rows.rs:Shape.area typed
    other.label();                // other.label -> src/rows.rs:Shape.label typed
    S::make();                    // S.make -> src/rows.rs:Shape.make typed
}
struct Held<A: Shape> { held: A }
impl<A: Shape> Held<A> {
    fn run(&self, a: A) { a.area() }  // a.area -> src/rows.rs:Shape.area typed
}
impl<A> Held<A> {
    fn walk(&self, a: A) { a.area() }  // a.area -> nothing
}
=== src/twin.rs
pub struct Row;
impl Row { pub fn spin(&self) { self.spin() } }  // self.spin -> :Row.spin self
)") == "");
}

}  // namespace interlock::tests
