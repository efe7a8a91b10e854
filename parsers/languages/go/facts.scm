; Go. Roles of uses stand on the name itself.

; ---- file ----

(package_clause (package_identifier) @name) @package

((comment) @conditional (#match? @conditional "^//(go:build|[ \t]*[+]build)[ \t]"))
(import_spec path: (interpreted_string_literal) @conditional (#eq? @conditional "\"C\""))

(import_spec name: (dot) @star path: (_) @module) @import
(import_spec name: [(package_identifier) (blank_identifier)] @local path: (_) @module) @import
(import_spec path: (_) @module) @import

; ---- functions and methods ----

(function_declaration
  name: (identifier) @name
  parameters: (parameter_list) @parameters
  result: (_)? @result
  body: (block)? @body
  (#not-eq? @name "_")) @definition.function

(method_declaration
  receiver: (parameter_list (parameter_declaration type: (_) @owner))
  name: (field_identifier) @name
  parameters: (parameter_list) @parameters
  result: (_)? @result
  body: (block)? @body
  (#not-eq? @name "_")) @definition.method

(func_literal) @scope.function

[
  (block) (if_statement) (for_statement) (expression_switch_statement) (type_switch_statement)
  (expression_case) (type_case) (default_case) (communication_case)
] @scope.block

; The receiver, and the type parameters it introduces.
(method_declaration receiver: (parameter_list
  (parameter_declaration name: (identifier) @name type: (_) @type) @parameter.receiver))
(method_declaration receiver: (parameter_list
  (parameter_declaration !name type: (_) @type) @parameter.receiver))
(method_declaration receiver: (parameter_list (parameter_declaration type: [
  (generic_type type_arguments: (type_arguments (type_elem (type_identifier) @binding @name)))
  (pointer_type
    (generic_type type_arguments: (type_arguments (type_elem (type_identifier) @binding @name))))
])) (#not-eq? @name "_"))
(type_parameter_declaration name: (identifier) @binding.type @name)
(type_parameter_declaration name: (identifier) @type_parameter)

; Names in a function type and names of an abstract method's results are documentation.
(function_type parameters: (parameter_list [
  (parameter_declaration name: (identifier) @none)
  (variadic_parameter_declaration name: (identifier) @none)
]))
(function_type result: (parameter_list (parameter_declaration name: (identifier) @none)))
(method_elem result: (parameter_list (parameter_declaration name: (identifier) @none)))

[
  (function_declaration result: (parameter_list
    (parameter_declaration name: (identifier) @binding @name type: (_) @type)))
  (method_declaration result: (parameter_list
    (parameter_declaration name: (identifier) @binding @name type: (_) @type)))
  (func_literal result: (parameter_list
    (parameter_declaration name: (identifier) @binding @name type: (_) @type)))
]

; `a, b int` is two parameters; a type alone is one whose name nobody can use. Result lists have had
; their names taken above.
(parameter_declaration name: (identifier) @parameter.positional type: (_) @type)
[
  (function_declaration parameters: (parameter_list
    (parameter_declaration !name type: (_) @type) @parameter.positional))
  (method_declaration parameters: (parameter_list
    (parameter_declaration !name type: (_) @type) @parameter.positional))
  (method_elem parameters: (parameter_list
    (parameter_declaration !name type: (_) @type) @parameter.positional))
]
(variadic_parameter_declaration name: (identifier) @name type: (_) @type) @parameter.rest
[
  (function_declaration parameters: (parameter_list
    (variadic_parameter_declaration !name type: (_) @type) @parameter.rest))
  (method_declaration parameters: (parameter_list
    (variadic_parameter_declaration !name type: (_) @type) @parameter.rest))
  (method_elem parameters: (parameter_list
    (variadic_parameter_declaration !name type: (_) @type) @parameter.rest))
]

; ---- types ----

(type_spec name: (type_identifier) @name type: (struct_type) @body
  (#not-eq? @name "_")) @definition.class
(type_spec name: (type_identifier) @name type: (interface_type) @body
  (#not-eq? @name "_")) @definition.interface
(type_spec name: (type_identifier) @name type: (_) @type (#not-eq? @name "_")) @definition.type
(type_alias name: (type_identifier) @name type: (_) @type (#not-eq? @name "_")) @definition.type

; Fields of a named struct, of a struct written inside one of its fields, and of a variable's. The
; anonymous struct of a table in a function has no name by which other code could reach its fields.
; A tag is not part of the type, nor are the fields of a struct without a name: each is told by itself.
(type_spec type: (struct_type (field_declaration_list
  (field_declaration (field_identifier) @name type: (struct_type) @body (#not-eq? @name "_"))
    @definition.field)))
(var_spec type: (struct_type (field_declaration_list
  (field_declaration (field_identifier) @name type: (struct_type) @body) @definition.field)))
(source_file (var_declaration (var_spec value: (expression_list (composite_literal
  type: (struct_type (field_declaration_list
    (field_declaration (field_identifier) @name type: (struct_type) @body) @definition.field)))))))
(field_declaration type: (struct_type (field_declaration_list
  (field_declaration (field_identifier) @name type: (struct_type) @body) @definition.field)))
(type_spec type: (struct_type (field_declaration_list
  (field_declaration (field_identifier) @name type: (_) @type tag: (_) @body
    (#not-eq? @name "_")) @definition.field)))
(type_spec type: (struct_type (field_declaration_list
  (field_declaration (field_identifier) @name type: (_) @type
    (#not-eq? @name "_")) @definition.field)))
(type_spec type: (struct_type (field_declaration_list
  (field_declaration !name type: [
    (type_identifier) @name
    (qualified_type name: (type_identifier) @name)
    (generic_type type: [(type_identifier) @name (qualified_type name: (type_identifier) @name)])
  ] @type) @definition.field)))
(field_declaration type: [
  (struct_type (field_declaration_list
    (field_declaration (field_identifier) @name type: (_) @type) @definition.field))
  (_ (struct_type (field_declaration_list
    (field_declaration (field_identifier) @name type: (_) @type) @definition.field)))
] (#not-eq? @name "_"))
(var_spec type: (struct_type (field_declaration_list
  (field_declaration (field_identifier) @name type: (_) @type) @definition.field)))
(source_file (var_declaration (var_spec value: (expression_list (composite_literal
  type: (struct_type (field_declaration_list
    (field_declaration (field_identifier) @name type: (_) @type) @definition.field)))))))

(type_spec type: (struct_type (field_declaration_list
  (field_declaration !name type: (_) @base @inherit.embeds))))

(type_spec type: (interface_type
  (method_elem
    name: (field_identifier) @name
    parameters: (parameter_list) @parameters
    result: (_)? @result) @definition.method @modifier.abstract))
; A union and an approximation (~T) are sets of types, not embedded interfaces.
(type_spec type: (interface_type
  (type_elem . [(type_identifier) (qualified_type) (generic_type)] @base @inherit.embeds .)))

; What a tag says of a field to libraries that the catalogue knows.
(field_declaration
  tag: (raw_string_literal) @site.labels (#match? @site.labels "[` ](gorm|bun|xorm|pg|env|envconfig):"))

; ---- constants and variables; in a function they are bindings ----

; Of several names in one specification, the whole is the extent of each.
(const_spec . (identifier) @name . type: (_) @type . value: (expression_list . (_) @value .) @body
  (#not-eq? @name "_")) @definition.constant
(const_spec . (identifier) @name . value: (expression_list . (_) @value .) @body
  (#not-eq? @name "_")) @definition.constant
(const_spec (identifier) @name type: (_) @type value: (_) @body (#not-eq? @name "_"))
  @definition.constant
(const_spec (identifier) @name value: (_) @body (#not-eq? @name "_")) @definition.constant
(const_spec (identifier) @name (#not-eq? @name "_")) @definition.constant
(const_spec
  . (identifier) @name
  value: (expression_list . (interpreted_string_literal) @value .)) @literal

(var_spec . (identifier) @name . type: (_) @type . value: (expression_list . (_) @value .) @body
  (#not-eq? @name "_")) @definition.variable
(var_spec (identifier) @name type: (_) @type value: (_) @body (#not-eq? @name "_"))
  @definition.variable
(var_spec (identifier) @name type: (_) @type (#not-eq? @name "_")) @definition.variable
(var_spec
  . (identifier) @name
  . value: (expression_list
    . (func_literal parameters: (_) @parameters result: (_)? @result body: (_) @body) .)
  (#not-eq? @name "_")) @definition.variable
; What the literal of a container, an assertion, `new` or `make` yields is the type written there: only
; `new` and `make` take a type as argument.
(var_spec
  . (identifier) @name
  . value: (expression_list . [
    (composite_literal type: [
      (slice_type) (array_type) (implicit_length_array_type) (map_type)] @type)
    (type_assertion_expression type: (_) @type)
    (call_expression arguments: (argument_list . [
      (type_identifier) (qualified_type) (generic_type) (slice_type) (map_type) (channel_type)
      (array_type) (pointer_type)] @type))
  ] .) @body
  (#not-eq? @name "_")) @definition.variable
(var_spec . (identifier) @name . value: (expression_list . (_) @value .) @body (#not-eq? @name "_"))
  @definition.variable
(var_spec (identifier) @name @index value: (expression_list . (_) @value .) @body
  (#not-eq? @name "_")) @definition.variable
(var_spec (identifier) @name @index value: (_) @value (#not-eq? @name "_")) @definition.variable

; ---- names bound inside functions ----

; v := f()
(short_var_declaration
  left: (expression_list . (identifier) @binding @name .)
  right: (expression_list . [
    (composite_literal type: [
      (slice_type) (array_type) (implicit_length_array_type) (map_type)] @type)
    (type_assertion_expression type: (_) @type)
    (call_expression arguments: (argument_list . [
      (type_identifier) (qualified_type) (generic_type) (slice_type) (map_type) (channel_type)
      (array_type) (pointer_type)] @type))
  ] .)
  (#not-eq? @name "_"))
(short_var_declaration
  left: (expression_list . (identifier) @binding @name .)
  right: (expression_list . (unary_expression operator: "<-" operand: (_) @element) .)
  (#not-eq? @name "_"))
(short_var_declaration
  left: (expression_list . (identifier) @binding @name .)
  right: (expression_list . (_) @value .)
  (#not-eq? @name "_"))

; v, ok := x.(T)    v, ok := m[k]    v, ok := <-ch: `ok` takes nothing from the value.
(short_var_declaration
  left: (expression_list . (identifier) @binding @name . (_) .)
  right: (expression_list . (type_assertion_expression type: (_) @type) .)
  (#not-eq? @name "_"))
(short_var_declaration
  left: (expression_list . (identifier) @binding @name . (_) .)
  right: (expression_list . (index_expression) @value .)
  (#not-eq? @name "_"))
(short_var_declaration
  left: (expression_list . (identifier) @binding @name . (_) .)
  right: (expression_list . (unary_expression operator: "<-" operand: (_) @element) .)
  (#not-eq? @name "_"))

; a, err := f()    a, b := x, y
(short_var_declaration
  left: (expression_list (identifier) @name @index)
  right: (expression_list . [(call_expression) (type_conversion_expression)] @value .)
  (#not-eq? @name "_")) @binding
(short_var_declaration
  left: (expression_list (identifier) @name @index)
  right: (expression_list (_) . (_)) @value
  (#not-eq? @name "_")) @binding
(short_var_declaration left: (expression_list (identifier) @binding @name) (#not-eq? @name "_"))

; for i, v := range xs    case v := <-ch:
(range_clause
  left: (expression_list . (_) . (identifier) @binding @name) ":=" right: (_) @element
  (#not-eq? @name "_"))
(range_clause left: (expression_list (identifier) @binding @name) ":=" (#not-eq? @name "_"))
(receive_statement
  left: (expression_list . (identifier) @binding @name) ":="
  right: (unary_expression operand: (_) @element)
  (#not-eq? @name "_"))
(receive_statement left: (expression_list (identifier) @binding @name) ":=" (#not-eq? @name "_"))

; switch v := x.(type): of another type in each case, so of none here.
(type_switch_statement alias: (expression_list (identifier) @binding @name))

; ---- uses: making a value ----

(composite_literal
  type: [
    (type_identifier) @reference.construct @name
    (qualified_type package: (_) @receiver name: (type_identifier) @reference.construct @name)
    (generic_type type: [
      (type_identifier) @reference.construct @name
      (qualified_type package: (_) @receiver name: (type_identifier) @reference.construct @name)])
  ]
  body: (literal_value) @arguments)

; new(T)
(call_expression arguments: (argument_list . [
  (type_identifier) @reference.construct @name
  (qualified_type package: (_) @receiver name: (type_identifier) @reference.construct @name)
  (generic_type type: [
    (type_identifier) @reference.construct @name
    (qualified_type package: (_) @receiver name: (type_identifier) @reference.construct @name)])
]))

; Keys of the elements whose type the literal of a container leaves out: []T{{A: 1}}.
(composite_literal
  type: [
    (slice_type element: [(type_identifier) (qualified_type) (generic_type)] @receiver)
    (slice_type element: (pointer_type [(type_identifier) (qualified_type) (generic_type)] @receiver))
    (array_type element: [(type_identifier) (qualified_type) (generic_type)] @receiver)
    (implicit_length_array_type element: [(type_identifier) (qualified_type) (generic_type)] @receiver)
    (map_type value: [(type_identifier) (qualified_type) (generic_type)] @receiver)
    (map_type value: (pointer_type [(type_identifier) (qualified_type) (generic_type)] @receiver))
  ]
  body: (literal_value [
    (literal_element (literal_value
      (keyed_element key: (literal_element (identifier) @reference.write))))
    (keyed_element value: (literal_element (literal_value
      (keyed_element key: (literal_element (identifier) @reference.write)))))
  ]))
; Keys of a map or an array are expressions. Those of a named type are taken for the fields of a struct,
; and those of a struct without a name are nothing that other code could break.
(composite_literal
  type: [(map_type) (slice_type) (array_type) (implicit_length_array_type)]
  body: (literal_value (keyed_element key: (literal_element (identifier) @reference.read)))
  (#not-eq? @reference.read "_"))
(keyed_element key: (literal_element (identifier) @none))

; ---- uses: calls ----

; Predeclared functions and conversions that nobody redefines would be a fifth of all calls.
(call_expression function: (identifier) @none
  (#match? @none "^(append|cap|delete|len|make|new|panic|recover|string|bool|byte|rune|error|any|u?int(8|16|32|64)?|float(32|64))$"))

(call_expression
  function: [
    (identifier) @reference.call @name
    (selector_expression operand: (_) @receiver field: (field_identifier) @reference.call @name)
    (parenthesized_expression (identifier) @reference.call @name)
    (parenthesized_expression
      (selector_expression operand: (_) @receiver field: (field_identifier) @reference.call @name))
  ]
  arguments: (argument_list) @arguments)
; The grammar cannot tell f[T](x), with one argument, nor fs[i](x), from a conversion to a generic type.
(type_conversion_expression type: (generic_type type: [
  (type_identifier) @reference.call @name
  (qualified_type package: (_) @receiver name: (type_identifier) @reference.call @name)]))

; ---- uses: writes ----

((identifier) @none (#eq? @none "_"))
(assignment_statement
  left: (expression_list
    . (selector_expression operand: (_) @receiver field: (field_identifier) @reference.write) .)
  "="
  right: (expression_list . (_) @value .))
[
  (assignment_statement left: (expression_list (identifier) @reference.write))
  (range_clause left: (expression_list (identifier) @reference.write))
  (receive_statement left: (expression_list (identifier) @reference.write))
  (inc_statement (identifier) @reference.write)
  (dec_statement (identifier) @reference.write)
  (assignment_statement left: (expression_list
    (selector_expression operand: (_) @receiver field: (field_identifier) @reference.write)))
  (range_clause left: (expression_list
    (selector_expression operand: (_) @receiver field: (field_identifier) @reference.write)))
  (receive_statement left: (expression_list
    (selector_expression operand: (_) @receiver field: (field_identifier) @reference.write)))
  (inc_statement
    (selector_expression operand: (_) @receiver field: (field_identifier) @reference.write))
  (dec_statement
    (selector_expression operand: (_) @receiver field: (field_identifier) @reference.write))
]

; ---- uses: types and everything else ----

(qualified_type package: (_) @receiver name: (type_identifier) @reference.type)
; Predeclared types are left out: nobody redefines them, and they would be half of all references.
((type_identifier) @reference.type
  (#not-match? @reference.type "^(_|nil|string|bool|byte|rune|error|any|comparable|u?int(8|16|32|64)?|uintptr|float(32|64)|complex(64|128))$"))

(selector_expression operand: (_) @receiver field: (field_identifier) @reference.read)
(identifier) @reference.read

; ---- choices: a case that is there twice is refused

(expression_switch_statement value: (_) @value) @choice
(expression_case value: (expression_list (_) @label))
(type_switch_statement value: (_) @value) @choice
(type_case type: (_) @label)
(default_case) @label.default

; ---- entries: keys of a literal; paths and flags, which a second registration of panics ----

(literal_value) @entries
(literal_value (keyed_element key: (literal_element [
  (identifier) (interpreted_string_literal) (raw_string_literal) (int_literal) (rune_literal)
  (selector_expression)
]) @name) @entry.refused)
((call_expression
  function: (selector_expression field: (_) @_registers) @target
  arguments: (argument_list . (interpreted_string_literal) @name . (_) .)) @entry.refused
  (#any-of? @_registers "Handle" "HandleFunc" "GET" "POST" "PUT" "PATCH" "DELETE")
  (#match? @name "^.([A-Z]+ )?/"))
((call_expression
  function: (selector_expression operand: (identifier) @target @_flags field: (_) @_registers)
  arguments: (argument_list . (interpreted_string_literal) @name)) @entry.refused
  (#match? @_registers "^(Bool|Int|Int64|Uint|Uint64|Float64|String|Duration)$")
  (#eq? @_flags "flag"))
((call_expression
  function: (selector_expression operand: (identifier) @target @_flags field: (_) @_registers)
  arguments: (argument_list . (_) . (interpreted_string_literal) @name)) @entry.refused
  (#match? @_registers "^(Bool|Int|Int64|Uint|Uint64|Float64|String|Duration)Var$")
  (#eq? @_flags "flag"))

; ---- loops, conditions, keys

(for_statement body: (_) @body) @loop
(if_statement condition: (_) @value consequence: (_) @body !alternative) @guard
(if_statement condition: (_) @value consequence: (_) @body alternative: (_) @default) @guard
(for_statement
  . [(call_expression) (identifier) (selector_expression) (unary_expression) (binary_expression)] @value
  . body: (_) @body) @guard.only
(expression_switch_statement !value
  (expression_case value: (expression_list . (_) @value .) (statement_list) @body)) @guard.only
(expression_switch_statement value: (_) @value
  (expression_case
    value: (expression_list . [(interpreted_string_literal) (raw_string_literal) (true)] .)
    (statement_list) @body)) @guard.only
(expression_switch_statement value: (_) @value
  (expression_case value: (expression_list . (false) .) (statement_list) @body)) @guard.only.negated
[(return_statement) (continue_statement)] @exit
(index_expression
  operand: (_) @target
  index: [(interpreted_string_literal) (raw_string_literal)] @arguments) @site.index

; What a function gives that makes a name: a string, also one that is put together; or says yes or
; no.
(return_statement (expression_list . [
  (interpreted_string_literal) (raw_string_literal) (binary_expression) (identifier)
  (unary_expression operator: "!")
  (call_expression function: (selector_expression))] @value .)) @returns

; ---- texts that are put together piece by piece

(short_var_declaration
  left: (expression_list . (identifier) @name .) right: (expression_list . (_) @value .)) @piece.first
(short_var_declaration
  left: (expression_list . (identifier) @name .)
  right: (expression_list . (composite_literal body: (literal_value) @value) .)) @piece.first
(var_spec . (identifier) @name value: (expression_list . (_) @value .)) @piece.first
(assignment_statement
  left: (expression_list . (identifier) @name .) operator: "=" right: (expression_list . (_) @value .))
  @piece.first
(assignment_statement
  left: (expression_list . (identifier) @name .) operator: "+=" right: (expression_list . (_) @value .))
  @piece
(call_expression
  function: (selector_expression operand: (identifier) @name field: (field_identifier) @_adds)
  arguments: (argument_list . (_) @value .)
  (#eq? @_adds "WriteString")) @piece
(call_expression
  function: (selector_expression operand: (identifier) @_fmt field: (field_identifier) @_adds)
  arguments: (argument_list
    . [(identifier) @name (unary_expression operand: (identifier) @name)] . (_) @value)
  (#eq? @_fmt "fmt") (#any-of? @_adds "Fprint" "Fprintf" "Fprintln")) @piece
(call_expression
  function: (identifier) @_append arguments: (argument_list . (identifier) @name . (_) @value .)
  (#eq? @_append "append")) @piece.item
