// Resolution where types are open: see graph/resolve_open.cc.
#include <doctest/doctest.h>

#include "graph/resolve.h"
#include "tests/graph/facts_of.h"

namespace interlock::tests {

TEST_CASE("ruby: constants are looked up where they are written, then in bases, then at the top") {
  CHECK(FailuresOf(R"(
=== lib/shop.rb
module Shop
  RATE = 1
  class Entry; end
end
class Entry; end
class Base
  LIMIT = 2
end
=== lib/shop/cart.rb
module Shop
  class Cart < Base
    class Line; end
    def run
      RATE         # RATE -> lib/shop.rb:Shop.RATE scope
      Entry        # Entry -> lib/shop.rb:Shop.Entry scope
      Line         # Line -> :Shop.Cart.Line scope
      LIMIT        # LIMIT -> lib/shop.rb:Base.LIMIT self
      Shop::RATE   # Shop.RATE -> lib/shop.rb:Shop.RATE typed
      Base         # Base -> lib/shop.rb:Base file
      ::Entry      # Entry -> lib/shop.rb:Entry file
      ::Shop::RATE # RATE -> lib/shop.rb:Shop.RATE typed
      Unknown      # Unknown -> external
      Shop::Nil    # Shop.Nil -> external
    end
  end
end
=== lib/shop/refund.rb
class Shop::Refund
  def run
    Entry        # Entry -> lib/shop.rb:Entry file
    Cart         # Cart -> external
    Shop::Cart   # Shop.Cart -> lib/shop/cart.rb:Shop.Cart typed
  end
end
=== spec/refund_spec.rb
Shop::Refund.new.run   # Shop.Refund -> lib/shop/refund.rb:Shop.Refund typed
describe Shop::Refund do
  Entry   # Entry -> lib/shop.rb:Entry file
end
)") == "");
}

TEST_CASE("ruby: all openings of a type are one") {
  CHECK(FailuresOf(R"(
=== app/models/order.rb
class Order < Record
  include Payable
  extend Finders
  attr_reader :owner
  def initialize(owner)
    @owner = owner
    @ledger = Ledger.new
  end
  def close
    notify          # notify -> lib/order_patch.rb:Order.notify self
    charge          # charge -> lib/payable.rb:Payable.charge self
    save            # save -> lib/record.rb:Record.save self
    elsewhere       # elsewhere -> nothing
    helper          # helper -> nothing
    @ledger.post    # @ledger.post -> lib/ledger.rb:Ledger.post typed
    self.class.make # self.class().make -> :Order.make typed
    ledger.post     # ledger.post -> nothing
  end
  def self.make
    new(1)          # new -> :Order self
    search          # search -> lib/finders.rb:Finders.search self
    close           # close -> nothing
    new(1).close    # new().close -> :Order.close typed
  end
end
=== lib/order_patch.rb
class Order
  def notify
    close           # close -> app/models/order.rb:Order.close self
    owner           # owner -> app/models/order.rb:Order.owner self
  end
end
=== lib/payable.rb
module Payable
  def charge; end
  module ClassMethods
    def payable_now; end
  end
end
=== lib/finders.rb
module Finders
  def search; end
end
=== lib/record.rb
class Record
  def save; end
  def self.load_all; end
  def close; super_close; end
end
=== lib/ledger.rb
class Ledger
  def post; end
end
=== lib/helper.rb
def helper; end
=== main.rb
require_relative "lib/helper"
helper               # helper -> lib/helper.rb:helper file
order = Order.new(1) # Order -> app/models/order.rb:Order file
order.notify         # order.notify -> lib/order_patch.rb:Order.notify typed
order.charge         # order.charge -> lib/payable.rb:Payable.charge typed
order.search_none    # order.search_none -> external
Order.payable_now    # Order.payable_now -> lib/payable.rb:Payable.payable_now typed
Order.load_all       # Order.load_all -> lib/record.rb:Record.load_all typed
Order.save           # Order.save -> external
order.make           # order.make -> external
)") == "");
}

TEST_CASE("ruby: super is the method of the same name further up") {
  CHECK(FailuresOf(R"(
=== lib/base.rb
class Base
  def initialize(a); end
  def run; end
  def self.make; end
end
=== lib/derived.rb
class Derived < Base
  def initialize(a, b)
    super(a)       # super.initialize -> lib/base.rb:Base.initialize self
  end
  def run
    super.close    # super.run -> lib/base.rb:Base.run self
  end
  def self.make
    super          # super.make -> lib/base.rb:Base.make self
  end
end
)") == "");
}

TEST_CASE("ruby: a group of examples sees what the groups around it define") {
  CHECK(FailuresOf(R"(
=== lib/cart.rb
class Cart
  def total; end
  def self.parse; end
end
=== spec/support/helper.rb
module Helper
  def login; end
end
=== spec/cart_spec.rb
describe Cart do
  include Helper
  let(:cart) { Cart.new }
  before { @rate = 1 }
  def settle; end
  context "when empty" do
    let(:rows) { cart.total }   # cart.total -> lib/cart.rb:Cart.total typed
    it "works" do
      cart.total                # cart.total -> lib/cart.rb:Cart.total typed
      settle                    # settle -> :Cart.settle scope
      login                     # login -> spec/support/helper.rb:Helper.login scope
      @rate                     # @rate -> :Cart.@rate scope
      Cart.parse                # Cart.parse -> lib/cart.rb:Cart.parse typed
    end
  end
  it "has no rows" do
    rows                        # rows -> nothing
    @none                       # @none -> nothing
  end
end
=== spec/other_spec.rb
describe "other" do
  it { cart }                   # cart -> nothing
  it { thing.settle }           # thing.settle -> nothing
end
)") == "");
}

TEST_CASE("ruby: global variables are seen everywhere") {
  CHECK(FailuresOf(R"(
=== lib/log.rb
class Audit
  def entry; end
end
def init
  $audit = Audit.new
end
=== lib/use.rb
class Use
  def run
    $audit          # $audit -> lib/log.rb:$audit file
    $audit.entry    # $audit.entry -> lib/log.rb:Audit.entry typed
    $stdout.puts 1  # $stdout.puts -> external
  end
end
)") == "");
}

TEST_CASE("ruby: types that include each other, and themselves") {
  CHECK(FailuresOf(R"(
=== lib/ring.rb
module A
  include B
  def run
    missing   # missing -> nothing
    One       # One -> :A.B.One self
  end
end
module B
  include A
  include B
end
class C < C
  def run
    missing   # missing -> nothing
  end
end
module A
  module B
    One = 1
  end
end
)") == "");
}

TEST_CASE("ruby: the only method of a name is meant by a receiver that is called like its type") {
  CHECK(FailuresOf(R"(
=== lib/cart.rb
class ShoppingCart
  def settle_all; end
  def save; end
end
=== lib/run.rb
class Run
  def run(cart, thing)
    cart.settle_all             # cart.settle_all -> lib/cart.rb:ShoppingCart.settle_all unique-name
    @shopping_cart.settle_all   # @shopping_cart.settle_all -> lib/cart.rb:ShoppingCart.settle_all unique-name
    carts.first.settle_all      # carts.first().settle_all -> nothing
    thing.settle_all            # thing.settle_all -> nothing
    cart.save                   # cart.save -> nothing
  end
end
)") == "");
}

}  // namespace interlock::tests
