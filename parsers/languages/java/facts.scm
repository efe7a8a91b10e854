; Java. Roles of uses stand on the name itself. A bare identifier is a read only where the grammar has
; an expression: names being declared, labels and keys are none.

; ---- file ----

(package_declaration [(identifier) (scoped_identifier)] @name) @package

; import a.b.*;    import static a.b.C.*;    import a.b.C;    import static a.b.C.m;
(import_declaration [(identifier) (scoped_identifier)] @module (asterisk) @star) @import
(import_declaration (scoped_identifier scope: (_) @module name: (_) @member) .) @import

; ---- types ----

(class_declaration name: (identifier) @name body: (_) @body) @definition.class
(record_declaration name: (identifier) @name body: (_) @body) @definition.class
(interface_declaration name: (identifier) @name body: (_) @body) @definition.interface
(annotation_type_declaration name: (identifier) @name body: (_) @body) @definition.interface
(enum_declaration name: (identifier) @name body: (_) @body) @definition.enum

; new X() { … } is a type of its own, named by the word that makes it.
(object_creation_expression "new" @name (class_body) @definition.class @body)
(object_creation_expression type: (_) @base (class_body) @inherit)

(superclass (_) @base @inherit)
(super_interfaces (type_list (_) @base @inherit))
(extends_interfaces (type_list (_) @base @inherit))

; A type parameter is nothing that another file could break.
(type_parameter (type_identifier) @binding.type @name)

(class_declaration (modifiers "private")) @modifier.private
(record_declaration (modifiers "private")) @modifier.private
(interface_declaration (modifiers "private")) @modifier.private
(annotation_type_declaration (modifiers "private")) @modifier.private
(enum_declaration (modifiers "private")) @modifier.private
(class_declaration (modifiers "abstract")) @modifier.abstract
(modifiers [(marker_annotation) (annotation)] @decorator)

; ---- methods and constructors ----

(method_declaration
  type: (_) @result
  name: (identifier) @name
  parameters: (_) @parameters
  body: (block)? @body) @definition.method
(method_declaration (modifiers "static")) @modifier.static
(method_declaration (modifiers "private")) @modifier.private
(method_declaration (modifiers "abstract")) @modifier.abstract
((method_declaration (modifiers (marker_annotation name: (identifier) @_mark)))
  @modifier.override (#eq? @_mark "Override"))
(interface_body (method_declaration !body) @modifier.abstract)

(annotation_type_element_declaration type: (_) @result name: (identifier) @name) @definition.method

(constructor_declaration
  name: (identifier) @name
  parameters: (_) @parameters
  body: (_) @body) @definition.method @modifier.constructor
(constructor_declaration (modifiers "private")) @modifier.private

; What stands between the parentheses of a record is its constructor, unless it writes that out, and
; a field for each.
(record_declaration
  parameters: (formal_parameters) @parameters @definition.method @modifier.constructor)
(record_declaration parameters: (formal_parameters
  (formal_parameter type: (_) @type name: (identifier) @definition.field @name @free)))
(compact_constructor_declaration) @scope.function

(formal_parameter type: (_) @type name: (identifier) @name) @parameter.positional
(spread_parameter
  (_) @type . (variable_declarator name: (identifier) @name)) @parameter.rest

(static_initializer) @scope.function
(class_body (block) @scope.function)
(lambda_expression) @scope.function
(lambda_expression parameters: (identifier) @parameter.positional)
(inferred_parameters (identifier) @parameter.positional)

; ---- fields ----

; Of several names in one declaration, the whole is the extent of each.
(field_declaration
  type: (_) @type
  declarator: (variable_declarator
    name: (identifier) @name value: (_)? @value @body)) @definition.field
(field_declaration (modifiers "static")) @modifier.static
(field_declaration (modifiers "private")) @modifier.private
; A keyword that marks as an annotation does.
(field_declaration (modifiers "transient" @name) @reference.type)
(constant_declaration
  type: (_) @type
  declarator: (variable_declarator
    name: (identifier) @name
    value: (_) @value @body)) @definition.field @modifier.static

(enum_constant name: (identifier) @name body: (class_body)? @body) @definition.enum_member
(enum_constant) @modifier.static

(field_declaration declarator: (variable_declarator
  name: (identifier) @name value: (string_literal) @value)) @literal
(constant_declaration declarator: (variable_declarator
  name: (identifier) @name value: (string_literal) @value)) @literal

; ---- names bound inside functions ----

[
  (block) (for_statement) (enhanced_for_statement) (try_with_resources_statement) (catch_clause)
  (switch_rule) (switch_block)
] @scope.block

(local_variable_declaration
  type: (type_identifier) @_var
  declarator: (variable_declarator name: (identifier) @binding @name value: (_) @value)
  (#eq? @_var "var"))
(local_variable_declaration
  type: (_) @type
  declarator: (variable_declarator name: (identifier) @binding @name value: (_)? @value))
(enhanced_for_statement
  type: (type_identifier) @_var name: (identifier) @binding @name value: (_) @element
  (#eq? @_var "var"))
(enhanced_for_statement type: (_) @type name: (identifier) @binding @name)
(resource type: (type_identifier) @_var name: (identifier) @binding @name value: (_) @value
  (#eq? @_var "var"))
(resource type: (_) @type name: (identifier) @binding @name)
(catch_formal_parameter (catch_type . (_) @type .) name: (identifier) @binding @name)
(catch_formal_parameter name: (identifier) @binding @name)
(instanceof_expression right: (_) @type name: (identifier) @binding @name)
(type_pattern (_) @type . (identifier) @binding @name)
(record_pattern_component (_) @type . (identifier) @binding @name)

(return_statement (_) @value) @returns

; ---- uses: making a value ----

(object_creation_expression
  type: [
    (type_identifier) @reference.construct @name
    (scoped_type_identifier (_) @receiver . (type_identifier) @reference.construct @name .)
    (generic_type [
      (type_identifier) @reference.construct @name
      (scoped_type_identifier (_) @receiver . (type_identifier) @reference.construct @name .)])
  ]
  arguments: (argument_list) @arguments)

; this(1), super(1)
(explicit_constructor_invocation
  constructor: [(this) (super)] @reference.construct @name
  arguments: (argument_list) @arguments)

; A constant of an enum calls its constructor. @free: the name is the enum's own.
(enum_declaration
  name: (identifier) @name @free
  body: (enum_body (enum_constant arguments: (argument_list) @arguments) @reference.construct))
(enum_declaration
  name: (identifier) @name @free
  body: (enum_body (enum_constant !arguments) @reference.construct))

; ---- uses: calls ----

(method_invocation
  object: (_) @receiver
  name: (identifier) @reference.call @name
  arguments: (argument_list) @arguments)
(method_invocation
  !object
  name: (identifier) @reference.call @name
  arguments: (argument_list) @arguments)

; Ledger::post, this::post, Ledger::new: how many arguments are passed is not written there.
(method_reference . (_) @receiver (identifier) @name @reference.call .)
(method_reference . [
  (identifier) @name @reference.construct
  (generic_type (type_identifier) @name @reference.construct)
] . "new")

; ---- uses: writes ----

(assignment_expression
  left: (field_access object: (_) @receiver field: (identifier) @reference.write)
  "="
  right: (_) @value)
(assignment_expression left: [
  (identifier) @reference.write
  (field_access object: (_) @receiver field: (identifier) @reference.write)
])
(update_expression [
  (identifier) @reference.write
  (field_access object: (_) @receiver field: (identifier) @reference.write)
])

; ---- uses: annotations ----

(marker_annotation name: [
  (identifier) @reference.type
  (scoped_identifier scope: (_) @receiver name: (identifier) @name @reference.type)
])
(annotation name: [
  (identifier) @reference.type
  (scoped_identifier scope: (_) @receiver name: (identifier) @name @reference.type)
])
(annotation
  name: (_) @receiver
  arguments: (annotation_argument_list
    (element_value_pair key: (identifier) @name @reference.write)))

; ---- uses: types and everything else ----

; case RED: means a constant of the type that is switched on.
(switch_expression
  condition: (parenthesized_expression (_) @receiver)
  body: (switch_block (_ (switch_label (identifier) @name @reference.read))))

(record_pattern . [
  (identifier) @name @reference.type
  (generic_type (type_identifier) @name @reference.type)
])
(scoped_type_identifier (_) @receiver . (type_identifier) @name @reference.type .)
((type_identifier) @reference.type (#not-eq? @reference.type "var"))

(field_access object: (_) @receiver field: (identifier) @name @reference.read)
(primary_expression/identifier) @reference.read
(resource (identifier) @reference.read)

; ---- annotations with values, loops, conditions

(annotation name: (_) @target arguments: (annotation_argument_list) @arguments) @site
[(for_statement body: (_) @body) (enhanced_for_statement body: (_) @body)
 (while_statement body: (_) @body) (do_statement body: (_) @body)] @loop
(method_invocation
  name: (identifier) @_each
  arguments: (argument_list . (lambda_expression body: (_) @body))
  (#any-of? @_each "forEach" "map" "flatMap" "filter" "mapToObj" "anyMatch" "allMatch")) @loop
(if_statement condition: (_) @value consequence: (_) @body !alternative) @guard
(if_statement condition: (_) @value consequence: (_) @body alternative: (_) @default) @guard
(ternary_expression condition: (_) @value consequence: (_) @body alternative: (_) @default) @guard
(while_statement condition: (_) @value body: (_) @body) @guard.only
(switch_expression condition: (_) @value
  body: (switch_block [
    (switch_block_statement_group . (switch_label . [(string_literal) (true)] .))
    (switch_rule . (switch_label . [(string_literal) (true)] .))
  ] @body)) @guard.only
(switch_expression condition: (_) @value
  body: (switch_block [
    (switch_block_statement_group . (switch_label . (false) .))
    (switch_rule . (switch_label . (false) .))
  ] @body)) @guard.only.negated
[(return_statement) (throw_statement) (continue_statement)] @exit

; ---- texts that are put together piece by piece

(variable_declarator name: (identifier) @name value: [
  (string_literal) (binary_expression) (method_invocation) (identifier) (parenthesized_expression)
] @value) @piece.first
(variable_declarator
  name: (identifier) @name
  value: (object_creation_expression
    type: (type_identifier) @_builder arguments: (argument_list . (_)? @value .))
  (#any-of? @_builder "StringBuilder" "StringBuffer")) @piece.first
(object_creation_expression
  type: (type_identifier) @_builder arguments: (argument_list . (_)? @value .)
  (#any-of? @_builder "StringBuilder" "StringBuffer")) @piece.first
(assignment_expression left: (identifier) @name operator: "=" right: (_) @value) @piece.first
(assignment_expression left: (identifier) @name operator: "+=" right: (_) @value) @piece
(method_invocation
  object: (_) @receiver name: (identifier) @member arguments: (argument_list . (_) @value .)
  (#eq? @member "append")) @piece

; ---- choices: those whose value is taken, or that tell types apart, must have a case for all ----

(variable_declarator value: (switch_expression condition: (parenthesized_expression (_) @value))
  @choice.exhaustive)
(return_statement (switch_expression condition: (parenthesized_expression (_) @value))
  @choice.exhaustive)
(yield_statement (switch_expression condition: (parenthesized_expression (_) @value))
  @choice.exhaustive)
(assignment_expression
  right: (switch_expression condition: (parenthesized_expression (_) @value)) @choice.exhaustive)
(argument_list (switch_expression condition: (parenthesized_expression (_) @value))
  @choice.exhaustive)
(lambda_expression
  body: (switch_expression condition: (parenthesized_expression (_) @value)) @choice.exhaustive)
(switch_expression
  condition: (parenthesized_expression (_) @value)
  body: (switch_block (switch_rule (switch_label (pattern))))) @choice.exhaustive
(switch_expression condition: (parenthesized_expression (_) @value)) @choice
(switch_label [(identifier) (field_access)] @label)
(switch_label . (pattern [(type_pattern . (_) @name) (record_pattern . (_) @name)]) @label .)
(switch_label "default") @label.default
