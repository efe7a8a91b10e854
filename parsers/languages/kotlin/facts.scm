; Kotlin. Roles of uses stand on the name itself. The grammar names few fields: what a child is, is
; told by the words and nodes around it.

; ---- file ----

(package_header (qualified_identifier) @name) @package

; import a.b.*    import a.b.f as g    import a.b.C
(import (qualified_identifier) @module "*" @star) @import
(import (qualified_identifier) @module @member . (identifier)? @local .) @import

; ---- types ----

(class_declaration
  "interface" name: (identifier) @name (class_body)? @body) @definition.interface
(class_declaration name: (identifier) @name (enum_class_body) @body) @definition.enum
(class_declaration "class" name: (identifier) @name (class_body)? @body) @definition.class
(object_declaration name: (identifier) @name (class_body)? @body) @definition.class
(type_alias type: (identifier) @name "=" . (_) @type) @definition.type

; The grammar takes `@A annotation class X` at the top of a file, and `@A data object X`, for a call
; between two names, and `@A const val X = 1` for an assignment to one.
(infix_expression . (identifier) @none . (identifier) @_word @none . (identifier) @name .
  (#any-of? @_word "class" "object")) @definition.class
(assignment
  left: (annotated_expression
    (infix_expression . (identifier) @none . (identifier) @_word @none . (identifier) @name .))
  right: (_) @value @body
  (#eq? @_word "val")) @definition.constant

; object : X { … } is a type of its own, named by the word that makes it.
(object_literal "object" @name (class_body) @definition.class @body)
(object_literal
  (delegation_specifiers (delegation_specifier [
    (user_type) @base
    (constructor_invocation (user_type) @base)
  ]))
  (class_body) @inherit)
; class A : B by b has what B demands from b.
(object_literal
  (delegation_specifiers (delegation_specifier (explicit_delegation . (user_type) @base)))
  (class_body) @inherit.embeds)

(class_declaration (delegation_specifiers (delegation_specifier [
  (user_type) @base @inherit
  (constructor_invocation (user_type) @base @inherit)
  (explicit_delegation . (user_type) @base @inherit.embeds)
])))
(object_declaration (delegation_specifiers (delegation_specifier [
  (user_type) @base @inherit
  (constructor_invocation (user_type) @base @inherit)
  (explicit_delegation . (user_type) @base @inherit.embeds)
])))

; A type parameter is nothing that another file could break.
(type_parameter (identifier) @binding.type @name)
(type_constraint . (identifier) @none)

(class_declaration (modifiers (visibility_modifier "private"))) @modifier.private
(object_declaration (modifiers (visibility_modifier "private"))) @modifier.private
(type_alias (modifiers (visibility_modifier "private"))) @modifier.private
(class_declaration (modifiers (inheritance_modifier "abstract"))) @modifier.abstract
(class_declaration (modifiers (class_modifier "sealed"))) @modifier.abstract
(modifiers (annotation) @decorator)
; What is declared for all platforms, and what each of them does for it.
([
  (class_declaration (modifiers (platform_modifier "expect")))
  (object_declaration (modifiers (platform_modifier "expect")))
  (function_declaration (modifiers (platform_modifier "expect")))
  (property_declaration (modifiers (platform_modifier "expect")))
] @modifier.declaration)
([
  (class_declaration (modifiers (platform_modifier "actual")))
  (object_declaration (modifiers (platform_modifier "actual")))
  (type_alias (modifiers (platform_modifier "actual")))
  (function_declaration (modifiers (platform_modifier "actual")))
  (property_declaration (modifiers (platform_modifier "actual")))
] @modifier.alternative)
(class_declaration (modifiers (platform_modifier)) (primary_constructor) @modifier.alternative)
(class_declaration
  (modifiers (platform_modifier))
  (primary_constructor (class_parameters (class_parameter ["val" "var"] @modifier.alternative))))
(class_declaration
  (modifiers (platform_modifier))
  (class_body [
    (function_declaration) (property_declaration) (secondary_constructor) (class_declaration)
    (object_declaration)
  ] @modifier.alternative))

; ---- functions and constructors ----

; fun T.f(): its owner is the type that it extends.
(function_declaration
  [(user_type) (nullable_type) (parenthesized_type)] @owner
  . name: (identifier) @name
  . (function_value_parameters) @parameters
  . [
    (user_type) (nullable_type) (function_type) (non_nullable_type) (parenthesized_type)
  ]? @result
  (function_body)? @body) @definition.function
(function_declaration
  name: (identifier) @name
  . (function_value_parameters) @parameters
  . [
    (user_type) (nullable_type) (function_type) (non_nullable_type) (parenthesized_type)
  ]? @result
  (function_body)? @body) @definition.function
(function_declaration (modifiers (visibility_modifier "private"))) @modifier.private
(function_declaration (modifiers (inheritance_modifier "abstract"))) @modifier.abstract
(function_declaration (modifiers (member_modifier "override"))) @modifier.override
(class_declaration "interface" (class_body [
  (function_declaration (function_value_parameters) .)
  (function_declaration (function_value_parameters) . [
    (user_type) (nullable_type) (function_type) (non_nullable_type) (parenthesized_type)
  ] .)
] @modifier.abstract))

; Members of an object are reached through its name, those of a companion through its class.
(companion_object (class_body [(function_declaration) (property_declaration)] @modifier.static))
(object_declaration (class_body [(function_declaration) (property_declaration)] @modifier.static))

(primary_constructor
  (class_parameters) @parameters) @definition.method @modifier.constructor
(secondary_constructor
  (function_value_parameters) @parameters
  (block)? @body) @definition.method @modifier.constructor
(primary_constructor (modifiers (visibility_modifier "private"))) @modifier.private
(secondary_constructor (modifiers (visibility_modifier "private"))) @modifier.private

; class C(val a: A): a field with the parameter's name. @free: the name is the parameter's, too.
(class_parameter
  ["val" "var"] @definition.field . (identifier) @name @free . (_) @type)
(class_parameter
  (modifiers (visibility_modifier "private")) ["val" "var"] @modifier.private)
(class_parameter
  (modifiers (member_modifier "override")) ["val" "var"] @modifier.override)
(class_parameter
  (modifiers (parameter_modifier "vararg"))
  (identifier) @name . (_) @type . (_)? @default) @parameter.rest
(class_parameter (identifier) @name . (_) @type . (_)? @default) @parameter.positional

(function_value_parameters
  (parameter_modifiers (parameter_modifier "vararg"))
  . (parameter (identifier) @name . (_) @type) @parameter.rest)
(function_value_parameters
  (parameter (identifier) @name . (_) @type) @parameter.positional . "=" . (_) @default)
(function_value_parameters
  (parameter (identifier) @name . (_) @type) @parameter.positional)

[(lambda_literal) (anonymous_function) (anonymous_initializer) (getter) (setter)] @scope.function
(setter . (identifier) @parameter.positional)
(setter (modifiers) . (identifier) @parameter.positional)
(lambda_parameters
  (variable_declaration . (identifier) @name . (_)? @type) @parameter.positional)
(lambda_parameters
  (multi_variable_declaration (variable_declaration . (identifier) @binding @name . (_)? @type)))
(function_type) @scope.function
(function_type_parameters (parameter . (identifier) @none))

(return_expression (_) @value) @returns
(function_declaration (function_body "=" . (_) @value @returns))

; ---- properties; in a function they are bindings ----

; Members of an enum are fields beside its constants, and those of a companion too.
[
  (enum_class_body (property_declaration
    (variable_declaration . (identifier) @name . (_)? @type)
    "=" . (_) @value @body) @definition.field)
  (enum_class_body (property_declaration
    (variable_declaration . (identifier) @name . (_)? @type)
    (getter)? @body) @definition.field)
  (companion_object (class_body (property_declaration
    (variable_declaration . (identifier) @name . (_)? @type)
    "=" . (_) @value @body) @definition.field))
  (companion_object (class_body (property_declaration
    (variable_declaration . (identifier) @name . (_)? @type)
    (getter)? @body) @definition.field))
]
(property_declaration
  (modifiers (property_modifier))
  (variable_declaration . (identifier) @name . (_)? @type)
  "=" . (_) @value @body) @definition.constant
; val T.p: its owner is the type that it extends.
(property_declaration
  [(user_type) (nullable_type) (parenthesized_type)] @owner
  . (variable_declaration . (identifier) @name . (_)? @type)
  (getter)? @body) @definition.variable
(property_declaration
  (variable_declaration . (identifier) @name . (_)? @type)
  "=" . (_) @value @body) @definition.variable
; by lazy { … }: what the block yields.
((property_declaration
  (variable_declaration . (identifier) @name . (_)? @type)
  (property_delegate
    (call_expression . (identifier) @_lazy (annotated_lambda (lambda_literal (_) @value .)))) @body)
  @definition.variable
  (#eq? @_lazy "lazy"))
(property_declaration
  (variable_declaration . (identifier) @name . (_)? @type)
  (property_delegate) @body) @definition.variable
(property_declaration
  (variable_declaration . (identifier) @name . (_)? @type)
  (getter (function_body "=" . (_) @value)) @body) @definition.variable
(property_declaration
  (variable_declaration . (identifier) @name . (_)? @type)
  (getter)? @body) @definition.variable
(property_declaration
  (multi_variable_declaration (variable_declaration . (identifier) @name @binding . (_)? @type)))

(property_declaration (modifiers (visibility_modifier "private"))) @modifier.private
(property_declaration (modifiers (inheritance_modifier "abstract"))) @modifier.abstract
(property_declaration (modifiers (member_modifier "override"))) @modifier.override
(class_declaration "interface" (class_body
  (property_declaration (variable_declaration) .) @modifier.abstract))

(enum_entry
  (identifier) @name (value_arguments)? (class_body)? @body) @definition.enum_member
(enum_entry) @modifier.static

(property_declaration
  (variable_declaration . (identifier) @name) "=" . (string_literal) @value) @literal

; ---- names bound inside functions ----

[(block) (for_statement) (catch_block) (when_expression) (when_entry)] @scope.block

(for_statement
  (variable_declaration . (identifier) @binding @name . (_) @type))
(for_statement
  (variable_declaration . (identifier) @binding @name) "in" . (_) @element)
(for_statement
  (multi_variable_declaration (variable_declaration . (identifier) @binding @name . (_)? @type)))
(catch_block (identifier) @binding @name . (_) @type)
(when_subject (variable_declaration . (identifier) @binding @name . (_) @type))
(when_subject (variable_declaration . (identifier) @binding @name) "=" . (_) @value)
; What follows a cast that stands alone knows the value as that type.
[
  (block (as_expression left: (identifier) @binding @name right: (_) @type))
  (lambda_literal (as_expression left: (identifier) @binding @name right: (_) @type))
]

; ---- uses: making a value ----

(constructor_invocation
  (user_type . (identifier) @name @reference.construct . (type_arguments)? .)
  (value_arguments) @arguments)
(constructor_invocation
  (user_type
    . (identifier) @receiver . (identifier) @name @reference.construct . (type_arguments)? .)
  (value_arguments) @arguments)
; this(1), super(1)
(constructor_delegation_call
  ["this" "super"] @reference.construct @name
  (value_arguments) @arguments)
; A constant of an enum calls its constructor. @free: the name is the enum's own.
(class_declaration
  name: (identifier) @name @free
  (enum_class_body (enum_entry (value_arguments) @arguments) @reference.construct))

; ---- uses: calls ----

(value_argument . (identifier) @none . "=")

; f(1) { … }: one more argument than the list holds, for the last parameter.
(call_expression
  (call_expression
    . [
      (identifier) @reference.call @name
      (navigation_expression (_) @receiver . (identifier) @reference.call @name .)
    ]
    (value_arguments) @keywords)
  (annotated_lambda) @body)
(call_expression
  . [
    (identifier) @reference.call @name
    (navigation_expression (_) @receiver . (identifier) @reference.call @name .)
  ]
  (value_arguments) @keywords
  (annotated_lambda) @body)
(call_expression
  . [
    (identifier) @reference.call @name
    (navigation_expression (_) @receiver . (identifier) @reference.call @name .)
  ]
  (value_arguments) @arguments)
(call_expression
  . [
    (identifier) @reference.call @name
    (navigation_expression (_) @receiver . (identifier) @reference.call @name .)
  ]
  (annotated_lambda) @body)
; a shouldBe b
(infix_expression . (_) @receiver . (identifier) @reference.call @name)

; The grammar takes these words for names.
((identifier) @none (#any-of? @none "null" "true" "false" "it" "field"))

; ---- uses: writes ----

(assignment left: (identifier) @reference.write)
(assignment
  left: (navigation_expression (_) @receiver . (identifier) @name @reference.write .)
  "="
  right: (_) @value)
(assignment left: (navigation_expression (_) @receiver . (identifier) @name @reference.write .))

; ---- uses: types and everything else ----

(user_type . (identifier) @reference.type)
(user_type
  . (identifier) @receiver . (identifier) @name @reference.type . (type_arguments)? .)
(user_type (identifier) @none)

(navigation_expression (_) (identifier) @none (#eq? @none "class"))
(navigation_expression (_) @receiver . (identifier) @name @reference.read .)
(callable_reference (identifier) @none (#eq? @none "class"))
(callable_reference (_) @receiver . (identifier) @name @reference.read .)
(callable_reference . (identifier) @name @reference.read .)

(primary_expression/identifier) @reference.read
(interpolation (identifier) @reference.read)

; ---- annotations with values, loops, conditions

(annotation (constructor_invocation (user_type) @target (value_arguments) @arguments)) @site
(for_statement (block) @body) @loop
(while_statement (block) @body) @loop
(do_while_statement (block) @body) @loop
(call_expression
  (navigation_expression (identifier) @_each .)
  (annotated_lambda (lambda_literal) @body)
  (#any-of? @_each "forEach" "map" "flatMap" "filter" "forEachIndexed" "mapNotNull" "any" "all"))
  @loop
(if_expression condition: (_) @value . (_) @body . (_) @default) @guard
(if_expression condition: (_) @value . (_) @body .) @guard
(while_statement condition: (_) @value (block) @body) @guard.only
(when_expression (when_entry . condition: (_) @value . (_) @body)) @guard.only
((when_expression
  (when_subject . (_) @value .) (when_entry . condition: (_) @_is . (_) @body)) @guard.only
  (#match? @_is "^(true$|\")"))
((when_expression
  (when_subject . (_) @value .) (when_entry . condition: (_) @_is . (_) @body)) @guard.only.negated
  (#eq? @_is "false"))
[(return_expression) (throw_expression)] @exit

; ---- texts that are put together piece by piece

(property_declaration (variable_declaration . (identifier) @name) "=" . (_) @value) @piece.first
(property_declaration
  (variable_declaration . (identifier) @name) "=" .
  (call_expression
    . (identifier) @_builder (value_arguments . (value_argument . (_) @value .)? .))
  (#any-of? @_builder "StringBuilder" "StringBuffer")) @piece.first
(assignment left: (identifier) @name "=" right: (_) @value) @piece.first
(assignment left: (identifier) @name "+=" right: (_) @value) @piece
(call_expression
  (navigation_expression (_) @receiver . (identifier) @member .)
  (value_arguments . (value_argument . (_) @value .) .)
  (#eq? @member "append")) @piece
(call_expression
  (navigation_expression (_) @receiver . (identifier) @member .)
  (value_arguments . (value_argument . (_) @value .) .)
  (#any-of? @member "appendLine" "add")) @piece.item
(call_expression
  . (identifier) @member (value_arguments . (value_argument . (_) @value .) .)
  (#eq? @member "append")) @piece
(call_expression
  . (identifier) @member (value_arguments . (value_argument . (_) @value .) .)
  (#eq? @member "appendLine")) @piece.item

; ---- choices ----

; Only where its value is taken must a `when` over types have a case for each; one over an enum must
; anywhere.
(when_expression (when_subject (_) @value .)) @choice.exhaustive
(when_entry condition: [(navigation_expression) (identifier)] @label)
(when_entry "else") @label.default
([(property_declaration (when_expression (when_entry condition: (type_test "is" (_) @name) @label)))
  (function_body (when_expression (when_entry condition: (type_test "is" (_) @name) @label)))
  (return_expression (when_expression (when_entry condition: (type_test "is" (_) @name) @label)))
  (assignment right: (when_expression (when_entry condition: (type_test "is" (_) @name) @label)))
  (value_argument (when_expression (when_entry condition: (type_test "is" (_) @name) @label)))])
; The last of a block whose value these take.
((call_expression . [(identifier) @_taker (navigation_expression (identifier) @_taker .)]
  (annotated_lambda (lambda_literal (when_expression
    (when_entry condition: (type_test "is" (_) @name) @label)) .)))
  (#any-of? @_taker "all" "any" "associate" "associateBy" "associateWith" "count" "filter" "filterNot"
    "flatMap" "fold" "groupBy" "map" "mapIndexed" "mapNotNull" "mapValues" "none" "partition"
    "sortedBy" "sumOf"))
