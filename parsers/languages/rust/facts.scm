; Rust. Items in `impl` carry the type they are written for as their owner.

; ---- file ----

(source_file (inner_attribute_item (attribute (identifier) @_cfg)) @conditional (#eq? @_cfg "cfg"))

; What stands in an attribute says nothing that other code could break, but for the paths below.
(attribute [(identifier) @none (scoped_identifier name: (identifier) @none)])
(attribute (scoped_identifier path: (identifier) @none))
(attribute arguments: (token_tree (identifier) @none))
(attribute arguments: (token_tree (token_tree (identifier) @none)))
(attribute arguments: (token_tree (token_tree (token_tree (identifier) @none))))
(visibility_modifier [(identifier) (scoped_identifier)] @none)
(lifetime (identifier) @none)
(label (identifier) @none)

; `mod a;` is another file; the path that an attribute gives it wins.
((attribute_item (attribute (identifier) @_path value: (string_literal) @module))
  . [(attribute_item) (line_comment)]*
  . (mod_item (visibility_modifier)? @re_export name: (identifier) @local !body) @import
  (#eq? @_path "path"))
(mod_item
  (visibility_modifier)? @re_export "mod" @module name: (identifier) @member !body) @import
(extern_crate_declaration
  (visibility_modifier)? @re_export name: (identifier) @module alias: (identifier)? @local) @import

; use: an import for each leaf of the tree, whose module is all that stands before it.
(use_declaration (visibility_modifier)? @re_export argument: [
  (identifier) @module @import
  (scoped_identifier path: (_) @module name: (identifier) @member) @import
  (use_as_clause path: (identifier) @module alias: (identifier) @local) @import
  (use_as_clause
    path: (scoped_identifier path: (_) @module name: (identifier) @member)
    alias: (identifier) @local) @import
  (use_wildcard (_) @module) @star @import
])
(use_declaration (visibility_modifier)? @re_export argument:
  (scoped_use_list path: (_) @module list: (use_list [
    (identifier) @member @import
    (self) @name @import
    (scoped_identifier path: (_) @module name: (identifier) @member) @import
    (use_as_clause path: (self) alias: (identifier) @local) @import
    (use_as_clause path: (identifier) @member alias: (identifier) @local) @import
    (use_as_clause
      path: (scoped_identifier path: (_) @module name: (identifier) @member)
      alias: (identifier) @local) @import
    (use_wildcard (_) @module) @star @import
    (use_wildcard) @star @import
  ])))
(use_declaration (visibility_modifier)? @re_export argument:
  (scoped_use_list path: (_) @module list: (use_list
    (scoped_use_list path: (_) @module list: (use_list [
      (identifier) @member @import
      (self) @name @import
      (scoped_identifier path: (_) @module name: (identifier) @member) @import
      (use_as_clause path: (self) alias: (identifier) @local) @import
      (use_as_clause path: (identifier) @member alias: (identifier) @local) @import
      (use_as_clause
        path: (scoped_identifier path: (_) @module name: (identifier) @member)
        alias: (identifier) @local) @import
      (use_wildcard (_) @module) @star @import
      (use_wildcard) @star @import
    ])))))
(use_declaration (visibility_modifier)? @re_export argument:
  (scoped_use_list path: (_) @module list: (use_list
    (scoped_use_list path: (_) @module list: (use_list
      (scoped_use_list path: (_) @module list: (use_list [
        (identifier) @member @import
        (self) @name @import
        (scoped_identifier path: (_) @module name: (identifier) @member) @import
        (use_as_clause path: (self) alias: (identifier) @local) @import
        (use_as_clause path: (identifier) @member alias: (identifier) @local) @import
        (use_as_clause
          path: (scoped_identifier path: (_) @module name: (identifier) @member)
          alias: (identifier) @local) @import
        (use_wildcard (_) @module) @star @import
        (use_wildcard) @star @import
      ])))))))
(use_declaration (visibility_modifier)? @re_export argument:
  (scoped_use_list path: (_) @module list: (use_list
    (scoped_use_list path: (_) @module list: (use_list
      (scoped_use_list path: (_) @module list: (use_list
        (scoped_use_list path: (_) @module list: (use_list [
          (identifier) @member @import
          (self) @name @import
          (scoped_identifier path: (_) @module name: (identifier) @member) @import
          (use_as_clause path: (self) alias: (identifier) @local) @import
          (use_as_clause path: (identifier) @member alias: (identifier) @local) @import
          (use_as_clause
            path: (scoped_identifier path: (_) @module name: (identifier) @member)
            alias: (identifier) @local) @import
          (use_wildcard (_) @module) @star @import
          (use_wildcard) @star @import
        ])))))))))
(use_declaration (visibility_modifier)? @re_export argument: (use_list [
  (identifier) @module @import
  (scoped_identifier path: (_) @module name: (identifier) @member) @import
  (use_as_clause path: (identifier) @module alias: (identifier) @local) @import
  (use_as_clause
    path: (scoped_identifier path: (_) @module name: (identifier) @member)
    alias: (identifier) @local) @import
  (use_wildcard (_) @module) @star @import
]))
(use_declaration (visibility_modifier)? @re_export argument: (use_list
  (scoped_use_list path: (_) @module list: (use_list [
    (identifier) @member @import
    (self) @name @import
    (scoped_identifier path: (_) @module name: (identifier) @member) @import
    (use_as_clause path: (self) alias: (identifier) @local) @import
    (use_as_clause path: (identifier) @member alias: (identifier) @local) @import
    (use_as_clause
      path: (scoped_identifier path: (_) @module name: (identifier) @member)
      alias: (identifier) @local) @import
    (use_wildcard (_) @module) @star @import
    (use_wildcard) @star @import
  ]))))

; ---- conditional items: one of several forms ----

; What is built for tests is always built so.
((attribute_item (attribute (identifier) @_cfg arguments: (_) @_asked))
  . [(attribute_item) (line_comment)]*
  . [
    (function_item) (function_signature_item) (struct_item) (enum_item) (union_item) (trait_item)
    (type_item) (const_item) (static_item) (macro_definition) (field_declaration) (enum_variant)
    (mod_item)
  ] @modifier.alternative
  (#eq? @_cfg "cfg") (#not-eq? @_asked "(test)"))
; A value of a union holds one of its fields.
(union_item body: (field_declaration_list (field_declaration) @modifier.alternative))
((attribute_item (attribute (identifier) @_cfg))
  . [(attribute_item) (line_comment)]*
  . (impl_item body: (declaration_list
    [(function_item) (const_item) (type_item)] @modifier.alternative))
  (#eq? @_cfg "cfg"))

; ---- items of an impl ----

; Of one name there may be several: the trait's type arguments tell `from` and `from` apart.
(impl_item trait: (_) @base @inherit type: (_) @owner)
(impl_item trait: (_) body: (declaration_list
  [(function_item) (const_item) (type_item)] @modifier.alternative @modifier.exported
    @modifier.override))
(impl_item) @scope.block

(impl_item type: (_) @owner body: (declaration_list (function_item
  name: (identifier) @name
  parameters: (parameters) @parameters
  return_type: (_)? @result
  body: (block) @body) @definition.method))
(impl_item type: (_) @owner body: (declaration_list (const_item
  name: (identifier) @name type: (_) @type value: (_)? @value @body
  (#not-eq? @name "_")) @definition.constant))
(impl_item type: (_) @owner body: (declaration_list (type_item
  name: (type_identifier) @name type: (_) @type @body) @definition.type))

; ---- traits ----

(trait_item name: (type_identifier) @name body: (_) @body) @definition.interface
(trait_item bounds: (trait_bounds [
  (type_identifier) (scoped_type_identifier) (generic_type)] @base @inherit))
(trait_item body: (declaration_list (function_signature_item
  name: (identifier) @name
  parameters: (parameters) @parameters
  return_type: (_)? @result) @definition.method @modifier.abstract))
(trait_item body: (declaration_list (const_item
  name: (identifier) @name type: (_) @type !value) @definition.constant @modifier.abstract))
(associated_type
  name: (type_identifier) @name
  bounds: (trait_bounds . [
    (type_identifier) (scoped_type_identifier) (generic_type)] @type)) @definition.type @modifier.abstract
(associated_type name: (type_identifier) @name) @definition.type @modifier.abstract

; ---- functions ----

(function_item
  name: (identifier) @name
  parameters: (parameters) @parameters
  return_type: (_)? @result
  body: (block) @body) @definition.function
(function_signature_item
  name: (identifier) @name
  parameters: (parameters) @parameters
  return_type: (_)? @result) @definition.function
(macro_definition name: (identifier) @name) @definition.function @modifier.alternative

; A table that a macro of Diesel declares is a type, with a field for each column.
(macro_invocation
  macro: [(identifier) @_table (scoped_identifier name: (identifier) @_table)]
  (token_tree (identifier) @name . (token_tree . "(") . (token_tree . "{"))
  (#eq? @_table "table")) @definition.class @modifier.exported
(macro_invocation
  macro: [(identifier) @_table (scoped_identifier name: (identifier) @_table)]
  (token_tree (token_tree (identifier) @name @definition.field @modifier.exported
    . "->" . (identifier) @type))
  (#eq? @_table "table"))
(macro_invocation
  macro: [(identifier) @_table (scoped_identifier name: (identifier) @_table)]
  (token_tree (token_tree
    (token_tree . "[" . (identifier) @target . "=" . (string_literal)) @arguments @site.above))
  (#eq? @_table "table") (#eq? @target "sql_name"))

(function_item (function_modifiers "async")) @modifier.async
(function_signature_item (function_modifiers "async")) @modifier.async
(closure_expression) @scope.function
(function_type) @scope.function
[
  (block) (match_arm) (if_expression) (while_expression) (for_expression)
] @scope.block

(self_parameter (self) @name) @parameter.receiver
(parameters (parameter pattern: (self) @name type: (_) @type) @parameter.receiver)
(function_type parameters: (parameters (parameter pattern: (identifier) @none)))
(parameters (parameter
  pattern: [(identifier) @name (mut_pattern (identifier) @name) (ref_pattern (identifier) @name)]
  type: (_) @type) @parameter.positional)
; One argument that is taken apart has no name.
(parameters (parameter pattern: (_) type: (_) @type) @parameter.positional)
(parameters (variadic_parameter) @parameter.rest)

; What a closure is given by the methods of iterators and of what may be absent.
(call_expression
  function: (field_expression value: (_) @element field: (field_identifier) @_each)
  arguments: (arguments . (closure_expression parameters: (closure_parameters . [
    (identifier) @binding @name
    (reference_pattern (identifier) @binding @name)
  ])))
  (#any-of? @_each "all" "any" "filter" "filter_map" "find" "find_map" "flat_map" "for_each" "inspect"
    "map" "map_while" "partition" "position" "retain" "skip_while" "take_while" "try_for_each")
  (#not-eq? @name "_"))

(closure_parameters [
  (identifier) @binding @name
  (mut_pattern (identifier) @binding @name)
  (reference_pattern (identifier) @binding @name)
  (parameter
    pattern: [(identifier) @binding @name (mut_pattern (identifier) @binding @name)]
    type: (_) @type)
] (#not-eq? @name "_"))

; The first bound that says more than any type might.
(type_parameter name: (type_identifier) @binding.type @name
  bounds: (trait_bounds [(type_identifier) (scoped_type_identifier) (generic_type)] @type)
  (#not-any-of? @type "Send" "Sync" "Clone" "Copy" "Debug" "Default" "Sized" "Eq" "PartialEq" "Ord"
    "PartialOrd" "Hash" "Unpin" "Display" "fmt::Debug" "fmt::Display" "std::fmt::Debug"
    "std::fmt::Display"))
(type_parameter name: (type_identifier) @binding.type @name)
(where_clause (where_predicate left: (type_identifier) @name
  bounds: (trait_bounds [(type_identifier) (scoped_type_identifier) (generic_type)] @type))
  @binding.type
  (#not-any-of? @type "Send" "Sync" "Clone" "Copy" "Debug" "Default" "Sized" "Eq" "PartialEq" "Ord"
    "PartialOrd" "Hash" "Unpin" "Display" "fmt::Debug" "fmt::Display" "std::fmt::Debug"
    "std::fmt::Display"))
[
  (struct_item type_parameters: (type_parameters
    [(type_parameter !default_type) (const_parameter !value)] @type_parameter))
  (enum_item type_parameters: (type_parameters
    [(type_parameter !default_type) (const_parameter !value)] @type_parameter))
  (union_item type_parameters: (type_parameters
    [(type_parameter !default_type) (const_parameter !value)] @type_parameter))
  (trait_item type_parameters: (type_parameters
    [(type_parameter !default_type) (const_parameter !value)] @type_parameter))
]
(const_parameter name: (identifier) @binding @name)

; ---- types ----

(struct_item name: (type_identifier) @name
  body: (ordered_field_declaration_list) @parameters) @definition.class
(struct_item name: (type_identifier) @name
  body: (field_declaration_list)? @body) @definition.class
(union_item name: (type_identifier) @name body: (_) @body) @definition.class
(enum_item name: (type_identifier) @name body: (_) @body) @definition.enum
(enum_variant name: (identifier) @name
  body: (ordered_field_declaration_list) @parameters) @definition.enum_member
(enum_variant name: (identifier) @name
  body: (field_declaration_list)? @body value: (_)? @value) @definition.enum_member
(type_item name: (type_identifier) @name type: (_) @type @body) @definition.type
(mod_item name: (identifier) @name body: (declaration_list) @body) @definition.module

(field_declaration name: (field_identifier) @name type: (_) @type) @definition.field
(ordered_field_declaration_list type: (_) @parameter.positional @type @free)

; A struct's own lists of types, too, are no uses of what its parameters bind.

(const_item name: (identifier) @name type: (_) @type value: (_)? @value @body
  (#not-eq? @name "_")) @definition.constant
(const_item name: (identifier) @none (#eq? @none "_"))
(static_item name: (identifier) @name type: (_) @type value: (_)? @value @body)
  @definition.variable
(const_item name: (identifier) @name value: [
  (string_literal) @value
  (reference_expression value: (array_expression) @value)
  (array_expression) @value
]) @literal

; ---- visible elsewhere ----

[
  (function_item (visibility_modifier)) (function_signature_item (visibility_modifier))
  (struct_item (visibility_modifier)) (enum_item (visibility_modifier))
  (union_item (visibility_modifier)) (trait_item (visibility_modifier))
  (type_item (visibility_modifier)) (const_item (visibility_modifier))
  (static_item (visibility_modifier)) (mod_item (visibility_modifier))
] @modifier.exported
((attribute_item (attribute (identifier) @_export))
  . [(attribute_item) (line_comment)]*
  . (macro_definition) @modifier.exported
  (#eq? @_export "macro_export"))

; ---- local names ----

; Some(v) and Ok(v) hold what the value is; of other patterns no part is followed.
(let_declaration pattern: (identifier) @binding @name type: (_) @type value: (_)? @value
  (#not-eq? @name "_"))
(let_declaration pattern: (identifier) @binding @name value: (_)? @value (#not-eq? @name "_"))
(let_declaration pattern: (mut_pattern (identifier) @binding @name) value: (_)? @value)
(let_declaration
  pattern: (tuple_pattern [
    (identifier) @name @index
    (mut_pattern (identifier) @name) @index
  ])
  value: (_) @value
  (#match? @name "^[a-z_]")) @binding
([
  (let_declaration
    pattern: (tuple_struct_pattern
      type: (identifier) @_kind . [(identifier) @binding @name (mut_pattern (identifier) @binding @name)])
    value: (_) @value)
  (let_condition
    pattern: (tuple_struct_pattern
      type: (identifier) @_kind . [(identifier) @binding @name (mut_pattern (identifier) @binding @name)])
    value: (_) @value)
  (match_expression
    value: (_) @value
    body: (match_block (match_arm pattern: (match_pattern (tuple_struct_pattern
      type: (identifier) @_kind . [(identifier) @binding @name (mut_pattern (identifier) @binding @name)])))))
] (#any-of? @_kind "Some" "Ok") (#match? @name "^[a-z_]"))
(for_expression pattern: (identifier) @binding @name value: (_) @element (#not-eq? @name "_"))
(for_expression
  pattern: (tuple_pattern . (_) . (identifier) @binding @name .)
  value: (call_expression function: (field_expression
    value: (_) @element field: (field_identifier) @_enumerate))
  (#eq? @_enumerate "enumerate"))

; Kind::Gift(line, _) takes apart what Kind::Gift holds.
(tuple_struct_pattern type: (_) @value [
    (identifier) @name @index
    (mut_pattern (identifier) @name) @index
    (ref_pattern (identifier) @name) @index
  ]
  (#not-any-of? @value "Some" "Ok" "Err") (#match? @name "^[a-z_]") (#not-eq? @name "_")) @binding

; A name in a pattern that begins with a capital is a constant or a variant.
([
  (tuple_struct_pattern (identifier) @binding @name)
  (tuple_pattern (identifier) @binding @name)
  (slice_pattern (identifier) @binding @name)
  (or_pattern (identifier) @binding @name)
  (ref_pattern (identifier) @binding @name)
  (mut_pattern (identifier) @binding @name)
  (reference_pattern (identifier) @binding @name)
  (captured_pattern . (identifier) @binding @name)
  (match_pattern . (identifier) @binding @name)
  (field_pattern pattern: (identifier) @binding @name)
  (let_condition pattern: (identifier) @binding @name)
] (#match? @name "^[a-z_]") (#not-eq? @name "_"))
(tuple_struct_pattern type: (identifier) @none (#any-of? @none "Some" "Ok" "Err" "None"))
(field_pattern name: (shorthand_field_identifier) @binding @name)
((identifier) @none (#eq? @none "_"))

; Foo { a, b: c } reads the fields.
(struct_pattern type: (_) @receiver (field_pattern
  name: [(field_identifier) (shorthand_field_identifier)] @name @free @reference.read))

; ---- uses: making a value ----

(struct_expression
  name: [
    (type_identifier) @reference.construct @name
    (scoped_type_identifier path: (_) @receiver name: (type_identifier) @reference.construct @name)
    (generic_type_with_turbofish type: [
      (type_identifier) @reference.construct @name
      (scoped_identifier path: (_) @receiver name: (identifier) @reference.construct @name)])
  ]
  body: (field_initializer_list) @arguments)

; ---- uses: calls ----

; What the prelude holds and nobody redefines would be a fifth of all calls.
(call_expression function: (identifier) @none (#any-of? @none "Some" "None" "Ok" "Err"))
(call_expression
  function: [
    (identifier) @reference.call @name
    (scoped_identifier path: (_) @receiver name: (identifier) @reference.call @name)
    (scoped_identifier !path name: (identifier) @reference.call @name)
    (field_expression value: (_) @receiver field: (field_identifier) @reference.call @name)
    (generic_function function: [
      (identifier) @reference.call @name
      (scoped_identifier path: (_) @receiver name: (identifier) @reference.call @name)
      (field_expression value: (_) @receiver field: (field_identifier) @reference.call @name)])
  ]
  arguments: (arguments) @arguments)

(try_expression [
  (call_expression) @value
  (await_expression (call_expression) @value)
]) @tries

(macro_invocation macro: (identifier) @none (#any-of? @none
  "assert" "assert_eq" "assert_ne" "cfg" "column" "compile_error" "concat" "dbg" "debug_assert"
  "debug_assert_eq" "debug_assert_ne" "env" "eprint" "eprintln" "file" "format" "format_args"
  "include" "include_bytes" "include_str" "line" "matches" "module_path" "option_env" "panic"
  "print" "println" "stringify" "thread_local" "todo" "unimplemented" "unreachable" "vec" "write"
  "writeln"))
(macro_invocation macro: [
  (identifier) @reference.call @name
  (scoped_identifier path: (_) @receiver name: (identifier) @reference.call @name)
])

; A statement that a macro checks when the program is built: sqlx::query_as!(Order, "SELECT …").
(macro_invocation
  macro: [(identifier) @_query @target (scoped_identifier name: (identifier) @_query) @target]
  (token_tree . "(") @arguments
  (#any-of? @_query
    "query" "query_as" "query_scalar" "query_unchecked" "query_as_unchecked"
    "query_scalar_unchecked")) @site

; Arguments that are expressions are read as such. In the others there are only tokens: what stands
; before "(" is called, on what cannot be told when more than one name stands before it.
(macro_invocation (token_tree . ["(" "["]) @again)
(token_tree "fn" . (identifier) @none . (token_tree))
(token_tree "#" . (token_tree . "[" [(identifier) @none (token_tree (identifier) @none)]))
(token_tree ["." "::"] . (_) . ["." "::"] @receiver . (identifier) @reference.call @name
  . (token_tree . "("))
(token_tree (token_tree) @receiver . "." . (identifier) @reference.call @name . (token_tree . "("))
(token_tree [(identifier) (self)] @receiver . "." . (identifier) @reference.call @name
  . (token_tree . "("))
(token_tree [(identifier) (self) (super) (crate)] . "::" . [(identifier) (super)] @receiver
  . "::" . (identifier) @reference.call @name . (token_tree . "("))
(token_tree [(identifier) (self) (super) (crate)] @receiver . "::" . (identifier) @reference.call @name
  . (token_tree . "("))
(token_tree (identifier) @reference.call @name . (token_tree . "("))

; ---- uses: writes ----

[
  (assignment_expression left: (identifier) @reference.write)
  (compound_assignment_expr left: (identifier) @reference.write)
  (assignment_expression
    left: (field_expression value: (_) @receiver field: (field_identifier) @reference.write)
    right: (_) @value)
  (compound_assignment_expr
    left: (field_expression value: (_) @receiver field: (field_identifier) @reference.write))
]

; ---- uses: types and everything else ----

(type_binding name: (type_identifier) @none)
((type_identifier) @none (#any-of? @none "_" "Self" "String" "Vec" "Option" "Result" "Box"))
((identifier) @none (#any-of? @none
  "None" "Self" "bool" "char" "f32" "f64" "i128" "i16" "i32" "i64" "i8" "isize" "str" "u128" "u16"
  "u32" "u64" "u8" "usize"))
(scoped_type_identifier path: (_) @receiver name: (type_identifier) @reference.type)
(type_identifier) @reference.type

(scoped_identifier path: (_) @receiver name: (identifier) @reference.read)
(field_expression value: (_) @receiver field: (field_identifier) @reference.read)
(field_initializer field: (field_identifier) @none)
((token_tree (identifier) @reference.read) (#match? @reference.read "^[A-Z]"))
(token_tree (identifier) @none)
(token_tree_pattern (identifier) @none)
(identifier) @reference.read

; ---- choices

(match_expression value: (_) @value) @choice.exhaustive
(match_arm pattern: (match_pattern !condition [
  (scoped_identifier) @label
  (tuple_struct_pattern type: (_) @name) @label
  (struct_pattern type: (_) @name) @label
]))
(match_arm pattern: (match_pattern !condition (or_pattern) @label.several))
(or_pattern [
  (scoped_identifier) @label.among
  (tuple_struct_pattern type: (_) @name) @label.among
  (struct_pattern type: (_) @name) @label.among
])
(match_arm pattern: (match_pattern !condition . "_" .)) @label.default
(match_arm pattern: (match_pattern !condition . (identifier) .)) @label.default

; ---- entries: fields of a literal ----

(field_initializer_list) @entries
(field_initializer_list [
  (field_initializer field: (_) @name)
  (shorthand_field_initializer (identifier) @name)
] @entry.refused)

; ---- loops, conditions

[(for_expression body: (_) @body) (while_expression body: (_) @body) (loop_expression body: (_) @body)]
  @loop
(call_expression
  function: (field_expression field: (field_identifier) @_each)
  arguments: (arguments . (closure_expression body: (_) @body))
  (#any-of? @_each "for_each" "map" "flat_map" "filter" "filter_map" "any" "all")) @loop
(if_expression condition: (_) @value consequence: (_) @body !alternative) @guard
(if_expression
  condition: (_) @value consequence: (_) @body alternative: (else_clause (_) @default)) @guard
(while_expression condition: (_) @value body: (_) @body) @guard.only
((match_expression value: (_) @value
  body: (match_block (match_arm
    pattern: (match_pattern !condition . [(string_literal) (boolean_literal)] @_is .)
    value: (_) @body))) @guard.only
  (#not-eq? @_is "false"))
((match_expression value: (_) @value
  body: (match_block (match_arm
    pattern: (match_pattern !condition . (boolean_literal) @_is .)
    value: (_) @body))) @guard.only.negated
  (#eq? @_is "false"))
(match_arm pattern: (match_pattern condition: (_) @value) value: (_) @body) @guard.only
[(return_expression) (continue_expression)] @exit

; An attribute that is given a text first names something: #[get("/orders")].
(attribute_item (attribute [(identifier) (scoped_identifier)] @target
  arguments: (token_tree . (string_literal)) @arguments)) @site.above

; What attributes of Diesel say of a type or a field: #[diesel(table_name = orders)].
(attribute_item (attribute (identifier) @target arguments: (token_tree) @arguments)
  (#eq? @target "diesel")) @site.labels

; ---- texts that are put together piece by piece

(let_declaration pattern: (identifier) @name value: (_) @value) @piece.first
(let_declaration
  pattern: (identifier) @name
  value: (call_expression
    function: (scoped_identifier path: (_) @_type name: (identifier) @_makes)
    arguments: (arguments . (_)? @value .))
  (#match? @_type "(^|:)(String|QueryBuilder)(:|$)") (#any-of? @_makes "from" "new")) @piece.first
(assignment_expression left: (identifier) @name right: (_) @value) @piece.first
(compound_assignment_expr left: (identifier) @name operator: "+=" right: (_) @value) @piece
(call_expression
  function: (field_expression value: (_) @receiver field: (field_identifier) @member)
  arguments: (arguments . (_) @value .)
  (#any-of? @member "push_str" "push" "push_bind")) @piece
