; PHP. What the captures mean: ../README.md. Earlier patterns win.
;
; A variable keeps its '$', which tells `$user` from `user()`; a property is `user`, as it is written
; where it is used, and a static one `$user`, for the same reason.

; ---- namespaces and imports

(namespace_definition name: (_) @name) @package
; A file's facts have one namespace: what is in another is kept apart under its name.
(program
  (namespace_definition)
  (namespace_definition name: (_) @name body: (_) @body) @definition.module)

; use A\B;    use A\B as C;    use function A\f;    use B;
(namespace_use_declaration (namespace_use_clause
  (qualified_name prefix: (namespace_name) @module (name) @member)
  alias: (name)? @local) @import)
(namespace_use_declaration (namespace_use_clause
  [(qualified_name . "\\" . (name) @member .) (name) @member]
  alias: (name)? @local) @import)
; use A\{B, C as D};
(namespace_use_declaration
  (namespace_name) @module
  (namespace_use_group (namespace_use_clause . (name) @member alias: (name)? @local) @import))
(namespace_use_declaration
  (namespace_name) @module
  (namespace_use_group (namespace_use_clause
    type: _ . (name) @member alias: (name)? @local) @import))

; ---- functions and methods

(function_definition
  name: (name) @name
  parameters: (_) @parameters
  return_type: (_)? @result
  body: (_) @body) @definition.function
(method_declaration
  name: (name) @name
  parameters: (_) @parameters
  return_type: (_)? @result
  body: (_)? @body) @definition.method

(interface_declaration body: (declaration_list (method_declaration) @modifier.abstract))
(method_declaration (abstract_modifier)) @modifier.abstract
(method_declaration (static_modifier)) @modifier.static
((method_declaration attributes: (attribute_list (attribute_group (attribute [
  (name) @_mark (qualified_name (name) @_mark)
])))) @modifier.override (#eq? @_mark "Override"))
((method_declaration (visibility_modifier) @_private) @modifier.private
  (#eq? @_private "private"))
((property_declaration (visibility_modifier) @_private) @modifier.private
  (#eq? @_private "private"))
((const_declaration (visibility_modifier) @_private) @modifier.private
  (#eq? @_private "private"))
(property_declaration (static_modifier)) @modifier.static
(const_declaration) @modifier.static

[(anonymous_function) (arrow_function) (property_hook)] @scope.function
(program [(if_statement) (switch_statement) (try_statement)] @scope.branch)
(attribute_list) @decorator

; ---- parameters

; __construct(private Repo $repo) declares a property, too. The extent is the type or else the
; modifier, for the name is the parameter's.
(property_promotion_parameter
  type: (_) @type @definition.field name: (variable_name (name) @name @free))
(property_promotion_parameter
  visibility: (_) @definition.field !type name: (variable_name (name) @name @free))

(property_promotion_parameter
  type: (_)? @type name: (variable_name) @name default_value: (_)? @default)
  @parameter.positional
(simple_parameter
  type: (_)? @type name: (variable_name) @name default_value: (_)? @default)
  @parameter.positional
(variadic_parameter type: (_)? @type name: (variable_name) @name) @parameter.rest

; ---- types

(class_declaration name: (name) @name body: (_) @body) @definition.class
(trait_declaration name: (name) @name body: (_) @body) @definition.class
(interface_declaration name: (name) @name body: (_) @body) @definition.interface
(enum_declaration name: (name) @name body: (_) @body) @definition.enum
(anonymous_class "class" @name body: (_) @body) @definition.class @modifier.local
(class_declaration (abstract_modifier)) @modifier.abstract
(enum_case name: (name) @name value: (_)? @value @body) @definition.enum_member

(base_clause [(name) (qualified_name)] @base @inherit)
(class_interface_clause [(name) (qualified_name)] @base @inherit)
(use_declaration [(name) (qualified_name)] @base @inherit.embeds)
[(base_clause) (class_interface_clause) (use_declaration) (named_type)] @scope.type

(property_declaration
  (static_modifier)
  type: (_)? @type
  (property_element name: (variable_name) @name default_value: (_)? @value @body))
  @definition.field
(property_declaration
  type: (_)? @type
  (property_element
    name: (variable_name (name) @name) default_value: (_)? @value @body)) @definition.field
(const_declaration
  type: (_)? @type
  (const_element . (name) @name . (_) @value @body)) @definition.constant
(const_declaration (const_element . (name) @name . [(string) (encapsed_string)] @value)) @literal
((expression_statement (function_call_expression
  function: (name) @_define
  arguments: (arguments
    . (argument [
        (string (string_content) @name) (encapsed_string (string_content) @name)])
    . (argument (_) @value @body)))) @definition.constant
  (#eq? @_define "define"))
; $this->repo = $repo tells what an untyped property holds. It is a write all the same.
((assignment_expression
  left: (member_access_expression object: (variable_name) @_this name: (name) @name @free)
  right: (_) @value) @definition.field
  (#eq? @_this "$this"))

; ---- local names

(assignment_expression left: (variable_name) @name right: (_) @value) @binding
(reference_assignment_expression left: (variable_name) @name right: (_) @value) @binding
(static_variable_declaration name: (variable_name) @name value: (_)? @value) @binding
(global_declaration (variable_name) @name @binding)
(list_literal (variable_name) @name @binding)
(foreach_statement
  . (_) @element
  . [(variable_name) @name
     (by_ref (variable_name) @name)
     (pair (_) . (variable_name) @name)
     (pair (_) . (by_ref (variable_name) @name))]) @binding
(foreach_statement (pair . (variable_name) @name @binding))
(catch_clause type: (type_list . (named_type) @type .) name: (variable_name) @name) @binding
(catch_clause name: (variable_name) @name) @binding

(return_statement
  [(variable_name) (member_access_expression) (object_creation_expression)
   (member_call_expression) (scoped_call_expression) (function_call_expression)
   (array_creation_expression)] @value) @returns

; ---- names that refer to nothing elsewhere

(variable_name (name) @none)
(namespace_name (name) @none)
(qualified_name (name) @none)
(attribute (name) @name parameters: (_)?) @reference.type
(attribute (qualified_name) @name parameters: (_)?) @reference.type
(use_as_clause (name) @none)
(property_hook (name) @none)
(goto_statement (name) @none)
(named_label_statement (name) @none)
(class_constant_access_expression (_) (name) @none . (#eq? @none "class"))
(namespace_use_clause (_) @none)
((name) @none (#any-of? @none "__CLASS__" "__DIR__" "__FILE__" "__FUNCTION__" "__LINE__"
  "__METHOD__" "__NAMESPACE__" "__TRAIT__"))

; ---- uses

; What looks like a call and is part of the language.
(function_call_expression function: (name) @none
  (#any-of? @none "isset" "empty" "array" "list" "compact" "extract" "define" "defined"))
(function_call_expression
  function: [(name) (qualified_name)] @name arguments: (_) @arguments) @reference.call
(function_call_expression
  function: (relative_name (name) @name) arguments: (_) @arguments) @reference.call
(member_call_expression
  object: (_) @receiver name: (name) @name arguments: (_) @arguments) @reference.call
(nullsafe_member_call_expression
  object: (_) @receiver name: (name) @name arguments: (_) @arguments) @reference.call
(scoped_call_expression
  scope: (_) @receiver name: (name) @name arguments: (_) @arguments) @reference.call

; new Foo passes nothing: a name has no children to be counted.
(object_creation_expression . (name) @name @arguments .) @reference.construct
(object_creation_expression
  . [(name) (qualified_name)] @name (arguments)? @arguments) @reference.construct

(binary_expression
  operator: "instanceof" right: [(name) (qualified_name)] @name @reference.type)

(assignment_expression
  left: [
    (member_access_expression object: (_) @receiver name: (name) @name)
    (scoped_property_access_expression scope: (_) @receiver name: (variable_name) @name)
  ] @reference.write
  right: (_) @value)
(assignment_expression left: [
  (member_access_expression object: (_) @receiver name: (name) @name)
  (nullsafe_member_access_expression object: (_) @receiver name: (name) @name)
  (scoped_property_access_expression scope: (_) @receiver name: (variable_name) @name)
] @reference.write)
(augmented_assignment_expression left: [
  (member_access_expression object: (_) @receiver name: (name) @name)
  (scoped_property_access_expression scope: (_) @receiver name: (variable_name) @name)
] @reference.write)
(update_expression argument: [
  (member_access_expression object: (_) @receiver name: (name) @name)
  (scoped_property_access_expression scope: (_) @receiver name: (variable_name) @name)
] @reference.write)
(unset_statement
  (member_access_expression object: (_) @receiver name: (name) @name) @reference.write)

(member_access_expression object: (_) @receiver name: (name) @name) @reference.read
(nullsafe_member_access_expression object: (_) @receiver name: (name) @name) @reference.read
(scoped_property_access_expression
  scope: (_) @receiver name: (variable_name) @name) @reference.read
(class_constant_access_expression . (_) @receiver . (name) @name) @reference.read
(relative_name (name) @name) @reference.read
(qualified_name) @reference.read
(name) @reference.read

; ---- entries ----

(array_creation_expression) @entries
(array_creation_expression
  (array_element_initializer . [
    (string) (encapsed_string) (integer) (class_constant_access_expression)
  ] @name . (_)) @entry)

; ---- loops, conditions, keys

[(for_statement body: (_) @body) (foreach_statement body: (_) @body) (while_statement body: (_) @body)]
  @loop
(if_statement condition: (_) @value body: (_) @body !alternative) @guard
(if_statement
  condition: (_) @value body: (_) @body . alternative: (else_clause body: (_) @default)) @guard
(conditional_expression condition: (_) @value body: (_) @body alternative: (_) @default) @guard
(while_statement condition: (_) @value body: (_) @body) @guard.only
((match_expression condition: (parenthesized_expression (boolean) @_true)
  body: (match_block (match_conditional_expression
    conditional_expressions: (match_condition_list . (_) @value .)
    return_expression: (_) @body))) @guard.only
  (#eq? @_true "true"))
((match_expression condition: (_) @value
  body: (match_block (match_conditional_expression
    conditional_expressions: (match_condition_list . [(string) (encapsed_string) (boolean)] @_is .)
    return_expression: (_) @body))) @guard.only
  (#not-eq? @_is "false"))
((match_expression condition: (_) @value
  body: (match_block (match_conditional_expression
    conditional_expressions: (match_condition_list . (boolean) @_is .)
    return_expression: (_) @body))) @guard.only.negated
  (#eq? @_is "false"))
(switch_statement condition: (_) @value
  body: (switch_block (case_statement value: [(string) (encapsed_string)]) @body)) @guard.only
[(return_statement) (throw_expression) (continue_statement)] @exit
(subscript_expression . (_) @target . [(string) (encapsed_string)] @arguments .) @site.index
; $_ENV[$name]: what a function is told to look up.
((subscript_expression . (_) @target . (variable_name) @arguments .) @site.index
  (#any-of? @target "$_ENV" "$_SERVER"))
(attribute [(name) (qualified_name)] @target parameters: (arguments) @arguments) @site

; ---- texts that are put together piece by piece

(assignment_expression left: (variable_name) @name right: (_) @value) @piece.first
(augmented_assignment_expression left: (variable_name) @name operator: ".=" right: (_) @value) @piece
(assignment_expression
  left: (subscript_expression . (variable_name) @name .) right: (_) @value) @piece.item
