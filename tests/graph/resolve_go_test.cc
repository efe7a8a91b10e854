#include <doctest/doctest.h>

#include "graph/resolve.h"
#include "tests/graph/facts_of.h"

namespace interlock::tests {

TEST_CASE("go: a package is all files of a folder, its external tests beside it") {
  CHECK(FailuresOf(R"(
=== go.mod
module example.com/shop
=== ledger/ledger.go
package ledger
type Ledger struct { entries []Entry }
func New() *Ledger { return &Ledger{} }
func (l *Ledger) Post(e Entry) error {
	l.check(e)      // l.check -> ledger/check.go:Ledger.check self
	return validate(e)  // validate -> ledger/check.go:validate file
}
=== ledger/check.go
package ledger
type Entry struct{}
func (l *Ledger) check(e Entry) {}
func validate(e Entry) error { return nil }
=== ledger/ledger_test.go
package ledger
func TestPost(t *T) {
	New().Post(Entry{})   // New -> ledger/ledger.go:New file; Post -> ledger/ledger.go:Ledger.Post typed
}
=== ledger/outside_test.go
package ledger_test
import "example.com/shop/ledger"
func helper() {}
func New() {}
func TestPost(t *T) {
	ledger.New().Post(ledger.Entry{})   // ledger.New -> ledger/ledger.go:New module; Post -> ledger/ledger.go:Ledger.Post typed
	helper()         // helper -> :helper file
	New()            // New -> :New file
}
=== main.go
package main
import (
	"fmt"
	"github.com/else/where"
	books "example.com/shop/ledger"
)
func main() {
	l := books.New()          // books.New -> ledger/ledger.go:New module
	l.Post(books.Entry{})     // l.Post -> ledger/ledger.go:Ledger.Post typed; books.Entry -> ledger/check.go:Entry module
	fmt.Println(l)            // fmt.Println -> external
	where.Post(1)             // where.Post -> external
	books.Missing()           // books.Missing -> nothing
}
)") == "");
}

TEST_CASE("go: roots of go.mod, replaced and nested modules") {
  CHECK(FailuresOf(R"(
=== go.mod
module example.com/shop
replace example.com/lib => ./third/lib
replace example.com/outside => ../outside
=== third/lib/lib.go
package lib
func Help() {}
=== outside.go
package main
func Root() {}
=== nested/go.mod
module example.com/shop/nested
=== nested/deep/deep.go
package deep
func Dig() {}
=== cmd/main.go
package main
import (
	"example.com/lib"
	"example.com/outside"
	"example.com/shop/nested/deep"
	"example.com/shopping"
)
func main() {
	lib.Help()        // lib.Help -> third/lib/lib.go:Help module
	outside.Root()    // outside.Root -> external
	deep.Dig()        // deep.Dig -> nested/deep/deep.go:Dig module
	shopping.Root()   // shopping.Root -> external
}
)") == "");
}

TEST_CASE("go: embedding, interfaces, several results, range, literals, assertions") {
  CHECK(FailuresOf(R"(
=== go.mod
module example.com/shop
=== store/store.go
package store
type Store interface { Load(id string) (Item, error) }
type Base struct { Name string }
func (b *Base) Ping() {}
type Disk struct {
	*Base
	Inner Store
	items []Item
	byName map[string]*Item
}
type Item struct { Owner Owner; owner owner }
type Owner struct{}
type owner struct{}
func (o Owner) Greet() {}
func (o owner) whisper() {}
func (i *Item) Weigh() {}
func Open() (*Disk, error) { return nil, nil }
type Alias = Disk
type Named Disk
=== main.go
package main
import "example.com/shop/store"
type item struct { store store.Store }
func run(s store.Store, d *store.Disk, many ...store.Item) {
	d.Ping()                      // d.Ping -> store/store.go:Base.Ping typed
	d.Inner.Load("x")             // d.Inner.Load -> store/store.go:Store.Load typed
	it, err := s.Load("x")        // s.Load -> store/store.go:Store.Load typed
	it.Weigh()                    // it.Weigh -> store/store.go:Item.Weigh typed
	err.Error()                   // err.Error -> external
	disk, _ := store.Open()
	disk.Ping()                   // disk.Ping -> store/store.go:Base.Ping typed
	for _, m := range many {
		m.Weigh()                 // m.Weigh -> store/store.go:Item.Weigh typed
	}
	list := []store.Item{{}}
	for i, n := range list {
		n.Weigh()                 // n.Weigh -> store/store.go:Item.Weigh typed
		list[i].Weigh()           // list[].Weigh -> store/store.go:Item.Weigh typed
	}
	table := map[string]store.Item{}
	if o, ok := table["x"]; ok {
		o.Weigh()                 // o.Weigh -> store/store.go:Item.Weigh typed
	}
	p := &store.Item{Owner: store.Owner{}}
	p.Owner.Greet()               // p.Owner.Greet -> store/store.go:Owner.Greet typed
	var a store.Alias
	a.Ping()                      // a.Ping -> store/store.go:Base.Ping typed
	x := s.(*store.Disk)
	x.Ping()                      // x.Ping -> store/store.go:Base.Ping typed
	var w item
	w.store.Load("y")             // w.store.Load -> store/store.go:Store.Load typed
}
=== store/inner.go
package store
func (i *Item) inner(owner owner, d Disk) {
	i.owner.whisper()   // i.owner.whisper -> store/store.go:owner.whisper typed
	owner.whisper()     // owner.whisper -> store/store.go:owner.whisper typed
	d.items[0].Weigh()  // Weigh -> store/store.go:Item.Weigh typed
	d.byName["x"].Weigh()  // Weigh -> store/store.go:Item.Weigh typed
	d.Base.Ping()       // d.Base.Ping -> store/store.go:Base.Ping typed
}
)") == "");
}

TEST_CASE("go: a local name hides a package, but not on the line that makes it") {
  CHECK(FailuresOf(R"(
=== go.mod
module example.com/shop
=== config/config.go
package config
type Config struct{}
func Load() *Config { return nil }
func (c *Config) Apply() {}
=== main.go
package main
import "example.com/shop/config"
func one() {
	config := config.Load()   // config.Load -> config/config.go:Load module
	config.Apply()            // config.Apply -> config/config.go:Config.Apply typed
}
func two(config *config.Config) {
	config.Apply()            // config.Apply -> config/config.go:Config.Apply typed
}
func four(all []*config.Config) {
	for _, c := range all {
		c.Apply()             // c.Apply -> config/config.go:Config.Apply nearest
		each(func(c string) bool { return c == "" })
	}
}
func three(config int) {
	config.Load()             // config.Load -> external
}
type holder struct { config *config.Config }
func (h holder) four() {
	h.config.Apply()          // h.config.Apply -> config/config.go:Config.Apply typed
}
)") == "");
}

TEST_CASE("go: files that are built under a condition hold alternatives") {
  CHECK(FailuresOf(R"(
=== go.mod
module example.com/shop
=== p/a_linux.go
//go:build linux
package p
func open() {}
func own() { open() }   // open -> :open file
=== p/b_windows.go
//go:build windows
package p
func open() {}
=== p/common.go
package p
func use() { open() }   // open -> p/a_linux.go:open+p/b_windows.go:open file
)") == "");
}

TEST_CASE("go: everyday names and generic types are no guesses") {
  CHECK(FailuresOf(R"(
=== go.mod
module example.com/shop
=== a/a.go
package a
type T struct{}
func (t T) Close() {}
func (t T) Unusual() {}
func Map[T any](x T, each func(T) error) {
	x.Unusual()     // x.Unusual -> :T.Unusual unique-name
	x.Close()       // x.Close -> nothing
}
func use(x interface{}) {
	undefinedHere()  // undefinedHere -> nothing
}
)") == "");
}

}  // namespace interlock::tests
