; What JavaScript, TypeScript and TSX share: the last of the files that their language.json lists,
; so that what an earlier one says of a node holds. Roles of uses stand on the name itself. A bare
; identifier is a read only where the grammar has an expression: names being declared, keys and
; labels are none.
;
; `(_ parameters: …)` stands for a function of any form; `(_ parameter: …)` for an arrow function
; whose one parameter has no parentheses. Tree-sitter keeps three captures of one node and drops a
; fourth in silence: that is why some flags stand on a neighbour.

; ---- asynchronous functions ----

[(function_declaration "async") (method_definition "async")] @modifier.async
(variable_declarator value: [(arrow_function "async") (function_expression "async")])
  @modifier.async
(pair value: [(arrow_function "async") (function_expression "async")]) @modifier.async

; ---- imports ----

(import_statement
  (import_clause (identifier) @local @import @default)
  source: (string) @module)
(import_statement
  (import_clause (namespace_import (identifier) @local) @import)
  source: (string) @module)
(import_statement
  (import_clause (named_imports
    (import_specifier name: _ @member alias: (identifier) @local) @import))
  source: (string) @module)
(import_statement
  (import_clause (named_imports (import_specifier name: (identifier) @member @local !alias) @import))
  source: (string) @module)
(import_statement . "import" . source: (string) @module) @import
(import_statement (import_clause (named_imports . "{" . "}")) source: (string) @module) @import

; export * from "./y";    export * as y from "./y";    export { a as b } from "./y";
(export_statement "*" @star @re_export . "from" source: (string) @module) @import
(export_statement (namespace_export (_) @local @re_export) source: (string) @module) @import
(export_statement
  (export_clause (export_specifier name: _ @member alias: _ @local @re_export) @import)
  source: (string) @module)
(export_statement
  (export_clause (export_specifier name: _ @member @local @re_export !alias) @import)
  source: (string) @module)

; const x = require("./y");    const z = require("./y").z;    const { a, b: c } = require("./y");
(variable_declarator
  name: (identifier) @local
  value: (call_expression
    function: (identifier) @_require arguments: (arguments . (string) @module .))
  (#eq? @_require "require")) @import
(variable_declarator
  name: (identifier) @local
  value: (member_expression
    object: (call_expression
      function: (identifier) @_require arguments: (arguments . (string) @module .))
    property: (property_identifier) @member)
  (#eq? @_require "require")) @import
(variable_declarator
  name: (object_pattern [
    (shorthand_property_identifier_pattern) @member @local @import
    (object_assignment_pattern
      left: (shorthand_property_identifier_pattern) @member @local @import)
    (pair_pattern key: (property_identifier) @member value: (identifier) @local @import)
  ])
  value: (call_expression
    function: (identifier) @_require arguments: (arguments . (string) @module .))
  (#eq? @_require "require"))
((call_expression
  function: (identifier) @_require arguments: (arguments . (string) @module .)) @import
  (#eq? @_require "require"))

((call_expression
  function: (identifier) @_require @none arguments: (arguments . (string) .))
  (#eq? @_require "require"))

; const x = await import("./y");    const { a, b: c } = await import("./y");
; (await import("./y")).a    import("./y").then(…)
(variable_declarator
  name: (identifier) @local
  value: (await_expression
    (call_expression function: (import) arguments: (arguments (string) @module)))) @import
(variable_declarator
  name: (object_pattern [
    (shorthand_property_identifier_pattern) @member @local @import
    (pair_pattern key: _ @member value: (identifier) @local @import)
  ])
  value: (await_expression
    (call_expression function: (import) arguments: (arguments (string) @module))))
(member_expression
  object: (parenthesized_expression (await_expression
    (call_expression function: (import) arguments: (arguments (string) @module))))
  property: (property_identifier) @member) @import
(call_expression function: (import) arguments: (arguments (string) @module)) @import

; ---- exports ----

; The statement `export` marks what it declares; `export default` offers it under that name alone.
(export_statement declaration: [
  (function_declaration) (generator_function_declaration) (class_declaration)
] @modifier.exported)
(export_statement "default" declaration: (_) @modifier.private)
(export_statement declaration: [
  (lexical_declaration (variable_declarator) @modifier.exported)
  (variable_declaration (variable_declarator) @modifier.exported)
])

(export_statement
  (export_clause (export_specifier name: (identifier) @target alias: _ @name) @export)
  !source)
(export_statement
  (export_clause (export_specifier name: (identifier) @target @name !alias) @export)
  !source)

; export default … of what has no name of its own is a definition called "default".
(export_statement "default" @name @export declaration: (_ name: (_) @target))
(export_statement
  "default" @name @export value: [(identifier) (member_expression)] @target) @none
(export_statement
  "default" @name
  value: [
    (_ parameters: (_) @parameters body: (_) @body)
    (_ parameter: (_) @parameters body: (_) @body)
  ]) @definition.function @modifier.exported
(export_statement
  "default" @name value: (class body: (_) @body)) @definition.class @modifier.exported
(export_statement "default" @name value: (_) @value @body) @definition.constant @modifier.exported

; export const { a, b: c } = slice;
(export_statement declaration: (_ (variable_declarator
  name: (object_pattern [
    (shorthand_property_identifier_pattern) @member @definition.constant @modifier.exported
    (object_assignment_pattern left: (shorthand_property_identifier_pattern)
      @member @definition.constant @modifier.exported)
    (pair_pattern
      key: (property_identifier) @member
      value: (identifier) @name @definition.constant @modifier.exported)
  ])
  value: (_) @value)))
(export_statement declaration: (_ (variable_declarator
  name: (array_pattern (identifier) @name @index) @definition.constant @modifier.exported
  value: (_) @value)))

; ---- CommonJS ----

; module.exports = x;    module.exports = function f() {};    module.exports = class {};    module.exports = f(x);
((assignment_expression
  left: (member_expression
    object: (identifier) @_module @default property: (property_identifier) @_exports @export @none)
  right: [
    (identifier) @target
    (member_expression) @target
    (_ name: (_) @target body: (_))
  ])
  (#eq? @_module "module") (#eq? @_exports "exports"))
((assignment_expression
  left: (member_expression object: (identifier) @_module property: (property_identifier) @_exports)
  right: [
    (function_expression name: (_) @name parameters: (_) @parameters body: (_) @body)
    (generator_function name: (_) @name parameters: (_) @parameters body: (_) @body)
  ] @definition.function)
  (#eq? @_module "module") (#eq? @_exports "exports"))
((assignment_expression
  left: (member_expression
    object: (identifier) @_module @default property: (property_identifier) @name @target @export)
  right: [
    (_ parameters: (_) @parameters body: (_) @body)
    (_ parameter: (_) @parameters body: (_) @body)
  ]) @definition.function @modifier.exported
  (#eq? @_module "module") (#eq? @name "exports"))
((assignment_expression
  left: (member_expression
    object: (identifier) @_module @default property: (property_identifier) @name @target @export)
  right: (class !name body: (_) @body)) @definition.class @modifier.exported
  (#eq? @_module "module") (#eq? @name "exports"))
((assignment_expression
  left: (member_expression
    object: (identifier) @_module @default property: (property_identifier) @name @target @export)
  right: [(call_expression) (new_expression) (await_expression)] @value)
  @definition.constant @modifier.exported
  (#eq? @_module "module") (#eq? @name "exports") (#not-match? @value "^require\\("))

; module.exports = { a, b: c, d: function () {}, e() {}, f: 5 };
((assignment_expression
  left: (member_expression object: (identifier) @_module property: (property_identifier) @_exports)
  right: (object [
    (shorthand_property_identifier) @name @target @export
    (pair
      key: (property_identifier) @name @export value: [(identifier) (member_expression)] @target)
      @none
    (pair key: (property_identifier) @name value: [
      (_ parameters: (_) @parameters body: (_) @body)
      (_ parameter: (_) @parameters body: (_) @body)
    ]) @definition.function @modifier.exported
    (method_definition
      name: (property_identifier) @name parameters: (_) @parameters body: (_) @body)
      @definition.function @modifier.exported
  ]))
  (#eq? @_module "module") (#eq? @_exports "exports"))
((assignment_expression
  left: (member_expression object: (identifier) @_module property: (property_identifier) @_exports)
  right: (object
    (pair key: (property_identifier) @name value: (_) @value @body)
      @definition.constant @modifier.exported))
  (#eq? @_module "module") (#eq? @_exports "exports"))

; db.a = require("./a")(b);
((program (expression_statement (assignment_expression
  left: (member_expression object: (identifier) property: (property_identifier)) @name
  right: (call_expression function: (call_expression function: (identifier) @_require)) @value)
  @binding))
  (#eq? @_require "require"))

; exports.a = x;    module.exports.a = x;
((assignment_expression
  left: (member_expression
    object: [
      (identifier) @_exports
      (member_expression object: (identifier) @_module property: (property_identifier) @_exports)
    ]
    property: (property_identifier) @name @export @none)
  right: [(identifier) (member_expression)] @target) @none
  (#eq? @_exports "exports") (#eq? @_module "module"))
((assignment_expression
  left: (member_expression
    object: [
      (identifier) @_exports
      (member_expression object: (identifier) @_module property: (property_identifier) @_exports)
    ]
    property: (property_identifier) @name)
  right: [
    (_ parameters: (_) @parameters body: (_) @body)
    (_ parameter: (_) @parameters body: (_) @body)
  ]) @definition.function @modifier.exported
  (#eq? @_exports "exports") (#eq? @_module "module"))
((assignment_expression
  left: (member_expression
    object: [
      (identifier) @_exports
      (member_expression object: (identifier) @_module property: (property_identifier) @_exports)
    ]
    property: (property_identifier) @name)
  right: (class body: (_) @body)) @definition.class @modifier.exported
  (#eq? @_exports "exports") (#eq? @_module "module"))
((assignment_expression
  left: (member_expression
    object: [
      (identifier) @_exports
      (member_expression object: (identifier) @_module property: (property_identifier) @_exports)
    ]
    property: (property_identifier) @name)
  right: (_) @value @body) @definition.constant @modifier.exported
  (#eq? @_exports "exports") (#eq? @_module "module"))

; ---- functions ----

(function_declaration
  name: (identifier) @name parameters: (_) @parameters body: (_) @body) @definition.function
(generator_function_declaration
  name: (identifier) @name parameters: (_) @parameters body: (_) @body) @definition.function

; const f = (a) => …
(variable_declarator
  name: (identifier) @name
  value: [
    (_ parameters: (_) @parameters body: (_) @body)
    (_ parameter: (_) @parameters body: (_) @body)
  ]) @definition.function

; Foo.prototype = { bar() {}, baz: () => {} };
(program (expression_statement (assignment_expression
  left: (member_expression object: (identifier) @owner property: (property_identifier) @_prototype)
  right: (object [
    (method_definition
      name: (property_identifier) @name parameters: (_) @parameters body: (_) @body)
      @definition.method
    (pair key: (property_identifier) @name value: [
      (_ parameters: (_) @parameters body: (_) @body)
      (_ parameter: (_) @parameters body: (_) @body)
    ]) @definition.method
  ])))
  (#eq? @_prototype "prototype"))
; Foo.prototype.bar = function () {};    Foo.create = function () {};
((assignment_expression
  left: (member_expression
    object: (member_expression object: (identifier) @owner property: (property_identifier) @_prototype)
    property: (property_identifier) @name)
  right: [
    (_ parameters: (_) @parameters body: (_) @body)
    (_ parameter: (_) @parameters body: (_) @body)
  ]) @definition.method
  (#eq? @_prototype "prototype"))
(program (expression_statement (assignment_expression
  left: (member_expression object: (identifier) @owner property: (property_identifier) @name)
  right: [
    (_ parameters: (_) @parameters body: (_) @body)
    (_ parameter: (_) @parameters body: (_) @body)
  ]) @definition.method @modifier.static)
  (#match? @owner "^[A-Z]"))

[(arrow_function) (function_expression) (generator_function)] @scope.function
(arrow_function parameter: (identifier) @name @parameter.positional)
(function_expression name: (identifier) @name @binding)

(return_statement (_) @value) @returns
(arrow_function body: (expression) @value @returns)

; ---- classes ----

(class_declaration name: (_) @name body: (_) @body) @definition.class
(variable_declarator name: (identifier) @name value: (class body: (_) @body)) @definition.class
; A class that has been named by what holds it.
(variable_declarator value: (class) @none)
(export_statement value: (class) @none)
((assignment_expression
  left: (member_expression object: (identifier) @_module property: (property_identifier) @_exports)
  right: (class !name) @none)
  (#eq? @_module "module") (#eq? @_exports "exports"))
((assignment_expression
  left: (member_expression object: [
    (identifier) @_exports
    (member_expression object: (identifier) @_module property: (property_identifier) @_exports)
  ])
  right: (class) @none)
  (#eq? @_exports "exports") (#eq? @_module "module"))
(class name: (_) @name body: (_) @body) @definition.class
(class "class" @name body: (_) @body) @definition.class

(class_body (method_definition
  name: [
    (property_identifier) @name
    (private_property_identifier) @name
    (string (string_fragment) @name)
    (computed_property_name) @name
  ]
  parameters: (_) @parameters
  body: (_) @body) @definition.method)
(class_static_block) @scope.function
(method_definition "get") @modifier.property
(method_definition "set") @modifier.property @modifier.alternative
(method_definition "static") @modifier.static
(decorator) @decorator

; ---- objects of a file ----

; const api = { get() {}, post: () => {}, limit: 5 }: its members are reached by name from
; elsewhere, and so are those of `export default { … }`. Those of objects inside functions, or passed on at once, are not.
(program (_
  (variable_declarator name: (identifier) value: (object [
    (method_definition
      name: (property_identifier) @name parameters: (_) @parameters body: (_) @body)
      @definition.method
    (pair key: (property_identifier) @name value: [
      (_ parameters: (_) @parameters body: (_) @body)
      (_ parameter: (_) @parameters body: (_) @body)
    ]) @definition.method
  ]))))
(program (export_statement declaration: (_
  (variable_declarator name: (identifier) value: (object [
    (method_definition
      name: (property_identifier) @name parameters: (_) @parameters body: (_) @body)
      @definition.method
    (pair key: (property_identifier) @name value: [
      (_ parameters: (_) @parameters body: (_) @body)
      (_ parameter: (_) @parameters body: (_) @body)
    ]) @definition.method
  ])))))
(program (_
  (variable_declarator name: (identifier) value: [
    (object (pair
      key: [(property_identifier) @name (string (string_fragment) @name)] value: (_) @value @body)
      @definition.field)
    (call_expression function: (member_expression) arguments: (arguments . (object (pair
      key: [(property_identifier) @name (string (string_fragment) @name)] value: (_) @value @body)
      @definition.field)))
  ])))
(program (export_statement declaration: (_
  (variable_declarator name: (identifier) value: [
    (object (pair
      key: [(property_identifier) @name (string (string_fragment) @name)] value: (_) @value @body)
      @definition.field)
    (call_expression function: (member_expression) arguments: (arguments . (object (pair
      key: [(property_identifier) @name (string (string_fragment) @name)] value: (_) @value @body)
      @definition.field)))
  ]))))
(program (export_statement "default" value: (object [
  (method_definition
    name: (property_identifier) @name parameters: (_) @parameters body: (_) @body)
    @definition.method
  (pair key: (property_identifier) @name value: [
    (_ parameters: (_) @parameters body: (_) @body)
    (_ parameter: (_) @parameters body: (_) @body)
  ]) @definition.method
])))
(program (export_statement "default" value: (object (pair
  key: [(property_identifier) @name (string (string_fragment) @name)] value: (_) @value @body)
  @definition.field)))
(object (method_definition) @scope.function)

; ---- names of a file, a function, a block ----

(statement_block) @scope.block
(program [(if_statement) (try_statement) (switch_statement)] @scope.branch)

; In a block a name is seen by nothing outside; all else the engine tells by where it stands.
(statement_block [
  (lexical_declaration
    (variable_declarator name: (identifier) @name value: (_)? @value) @binding)
  (variable_declaration
    (variable_declarator name: (identifier) @name value: (_)? @value) @binding)
])
(for_statement initializer: (_
  (variable_declarator name: (identifier) @name value: (_)? @value) @binding))
(switch_case (_ (variable_declarator name: (identifier) @name value: (_)? @value) @binding))

(lexical_declaration "const"
  (variable_declarator name: (identifier) @name value: (_)? @value @body) @definition.constant)
(variable_declarator name: (identifier) @name value: (_)? @value @body) @definition.variable

(variable_declarator
  name: (identifier) @name value: [(string) (template_string) (array)] @value) @literal

(variable_declarator
  name: (object_pattern [
    (shorthand_property_identifier_pattern) @name @member @binding
    (object_assignment_pattern
      left: (shorthand_property_identifier_pattern) @name @member @binding right: (_) @default)
    (pair_pattern key: (property_identifier) @member value: (identifier) @name @binding)
    (pair_pattern
      key: (property_identifier) @member
      value: (assignment_pattern left: (identifier) @name @binding right: (_) @default))
    (pair_pattern key: (property_identifier) @member value: (object_pattern [
      (shorthand_property_identifier_pattern) @name @member @binding
      (pair_pattern key: (property_identifier) @member value: (identifier) @name @binding)
    ]))
    (rest_pattern (identifier) @name @binding)
  ])
  value: (_) @value)
; A hole has no node to be counted.
(variable_declarator name: (array_pattern . "[" . "," (identifier) @name @binding))
(variable_declarator
  name: (array_pattern [
    (identifier) @name @index
    (assignment_pattern left: (identifier) @name) @index
  ]) @binding
  value: (_) @value)

(for_in_statement
  kind: _ left: (identifier) @name @binding operator: "of" right: (_) @element)
(for_in_statement
  kind: _
  left: (object_pattern [
    (shorthand_property_identifier_pattern) @name @member @binding
    (pair_pattern key: (property_identifier) @member value: (identifier) @name @binding)
  ])
  operator: "of" right: (_) @element)
(for_in_statement
  kind: _
  left: (array_pattern (identifier) @name @index) @binding operator: "of" right: (_) @element)
(for_in_statement kind: _ left: (identifier) @name @binding)

(catch_clause parameter: (identifier) @name @binding)

; An assignment to a pattern binds nothing.
(assignment_expression left: (object_pattern [
  (shorthand_property_identifier_pattern) @name @reference.write
  (pair_pattern value: (identifier) @name @reference.write)
]))
(assignment_expression left: (array_pattern (identifier) @name @reference.write))

; Whatever else a pattern holds: in parameters, in patterns.
(shorthand_property_identifier_pattern) @name @binding
(pair_pattern value: (identifier) @name @binding)
(pair_pattern value: (assignment_pattern left: (identifier) @name @binding))
(array_pattern [
  (identifier) @name @binding
  (assignment_pattern left: (identifier) @name @binding)
])
(rest_pattern (identifier) @name @binding)

; ---- uses ----

; super(a) calls the constructor of the base.
((method_definition
  name: (property_identifier) @name @free
  body: (statement_block (expression_statement
    (call_expression function: (super) @receiver @reference.call arguments: (arguments) @arguments))))
  (#eq? @name "constructor"))

(call_expression function: (identifier) @name @reference.call arguments: (arguments) @arguments)
(call_expression
  function: (member_expression
    object: (_) @receiver
    property: [(property_identifier) (private_property_identifier)] @name @reference.call)
  arguments: (arguments) @arguments)
; A tag gets the strings, and one argument for each hole.
(call_expression function: (identifier) @name @reference.call arguments: (template_string))
(call_expression
  function: (member_expression object: (_) @receiver property: (_) @name @reference.call)
  arguments: (template_string))
; What a tag of that name is given is a statement: sql`SELECT …`, prisma.$queryRaw`SELECT …`,
; gql`query …`.
(call_expression
  function: [
    (identifier) @_tag @target
    (member_expression property: (property_identifier) @_tag) @target
  ]
  arguments: (template_string) @arguments
  (#match? @_tag "([sS]ql|SQL|[gG]ql|GQL|graphql)$|^[$](query|execute)Raw$")) @site

; What answers for fields of a GraphQL schema stands in a map of its types, each of them a map of fields: { Query: {…},
; Order: {…} }; or in one of a root alone; or in what says that it is one of them: Order: OrderResolvers.
((pair key: (property_identifier) @_root) @site.answers
  (#match? @_root "^(Query|Mutation|Subscription)$"))
(object ((shorthand_property_identifier) @site.answers)
  (#match? @site.answers "^(Query|Mutation|Subscription)$"))
((variable_declarator name: (identifier) @target value: (_) @arguments) @site.answers
  (#match? @target "^(Query|Mutation|Subscription)$"))

(new_expression
  constructor: (identifier) @name @reference.construct arguments: (arguments)? @arguments)
(new_expression
  constructor: (member_expression object: (_) @receiver property: (_) @name @reference.construct)
  arguments: (arguments)? @arguments)

[
  (assignment_expression
    left: (member_expression object: (_) @receiver property: (_) @name @reference.write)
    right: (_) @value)
  (augmented_assignment_expression left: (member_expression
    object: (_) @receiver property: (_) @name @reference.write))
  (update_expression argument: (member_expression
    object: (_) @receiver property: (_) @name @reference.write))
  (unary_expression operator: "delete" argument: (member_expression
    object: (_) @receiver property: (_) @name @reference.write))
  (for_in_statement !kind left: (member_expression
    object: (_) @receiver property: (_) @name @reference.write))
]
[
  (assignment_expression left: (identifier) @name @reference.write)
  (augmented_assignment_expression left: (identifier) @name @reference.write)
  (update_expression argument: (identifier) @name @reference.write)
  (for_in_statement !kind left: (identifier) @name @reference.write)
]

(member_expression object: (_) @receiver property: (_) @name @reference.read)
; const { a, b: c } = x reads x.a and x.b: @free, since the same name is bound here.
((variable_declarator
  name: (object_pattern [
    (shorthand_property_identifier_pattern) @name @free @reference.read
    (object_assignment_pattern
      left: (shorthand_property_identifier_pattern) @name @free @reference.read)
    (pair_pattern key: (property_identifier) @name @free @reference.read)
  ])
  value: [
    (identifier) (this) (member_expression) (subscript_expression) (call_expression)
    (await_expression) (new_expression)
  ] @receiver)
  (#not-match? @receiver "^(await +)?(require|import)\\("))
(shorthand_property_identifier) @name @reference.read
(decorator (identifier) @name @reference.read)
(primary_expression/identifier) @name @reference.read

; ---- choices ----

(switch_statement value: (parenthesized_expression (_) @value)) @choice
(switch_case value: (_) @label)

; ---- registrations: routes of a server, elements of a page ----

((call_expression
  function: (member_expression object: (identifier) @_server property: (_) @_method) @target
  arguments: (arguments . (string) @name . (_))) @entry
  (#any-of? @_method "get" "post" "put" "patch" "delete" "all")
  (#match? @_server "^(app|fastify|server)$|[rR]outer$")
  (#match? @name "^.[/]"))
((call_expression
  function: (member_expression object: (identifier) @_elements property: (_) @_define) @target
  arguments: (arguments . (string) @name)) @entry.refused
  (#eq? @_elements "customElements") (#eq? @_define "define"))

; ---- loops, conditions, keys

[(for_statement body: (_) @body) (for_in_statement body: (_) @body) (while_statement) (do_statement)]
  @loop
(call_expression
  function: (member_expression property: (property_identifier) @_each)
  arguments: (arguments
    . [(arrow_function body: (_) @body) (function_expression body: (_) @body)])
  (#any-of? @_each "forEach" "map" "flatMap" "filter" "reduce" "some" "every")) @loop
(if_statement condition: (_) @value consequence: (_) @body !alternative) @guard
(if_statement
  condition: (_) @value consequence: (_) @body alternative: (else_clause (_) @default)) @guard
(ternary_expression condition: (_) @value consequence: (_) @body alternative: (_) @default) @guard
(binary_expression left: (_) @value operator: "&&" right: (_) @body) @guard
(while_statement condition: (_) @value body: (_) @body) @guard.only
(switch_statement
  value: (parenthesized_expression (true))
  body: (switch_body (switch_case value: (_) @value body: (_) @body))) @guard.only
(switch_statement
  value: (parenthesized_expression (_) @value)
  body: (switch_body (switch_case value: [(string) (true)]) @body)) @guard.only
(switch_statement
  value: (parenthesized_expression (_) @value)
  body: (switch_body (switch_case value: (false)) @body)) @guard.only.negated
[(return_statement) (throw_statement) (continue_statement)] @exit
(subscript_expression object: (_) @target index: (string) @arguments) @site.index
; process.env[name]: what a function is told to look up.
((subscript_expression object: (_) @target index: (identifier) @arguments) @site.index
  (#match? @target "(^|\\.)env$"))

; ---- texts that are put together piece by piece

(variable_declarator name: (identifier) @name value: (_) @value) @piece.first
(assignment_expression left: (identifier) @name right: (_) @value) @piece.first
(augmented_assignment_expression left: (identifier) @name operator: "+=" right: (_) @value) @piece
(call_expression
  function: (member_expression
    object: (identifier) @name property: (property_identifier) @_adds)
  arguments: (arguments . (_) @value .)
  (#eq? @_adds "push")) @piece.item
