
; ---- C and what C++ has of it; the file of each language stands before this one ----

; ---- files ----

; The specifier stays as written: "x/y.h" without its quotes, <x/y.h> with its brackets.
(preproc_include path: [(string_literal) (system_lib_string)] @module) @import

; Alternatives. A guard around a whole header is none, and begins by defining what it asks for.
[(preproc_if) (preproc_elif) (preproc_else)] @scope.branch
(preproc_ifdef "#ifdef") @scope.branch
(preproc_ifdef "#ifndef" name: (identifier) @_asked
  . (preproc_def name: (identifier) @_defined) (#not-eq? @_asked @_defined)) @scope.branch
(preproc_ifdef "#ifndef" name: (identifier) . [
  (declaration) (function_definition) (type_definition) (struct_specifier) (enum_specifier)
  (preproc_include) (preproc_function_def) (preproc_call) (preproc_if) (preproc_ifdef)
  (expression_statement) (return_statement) (if_statement)
]) @scope.branch

; Asking whether a macro is defined is no use that its removal would break.
(preproc_ifdef name: (identifier) @none)
(preproc_defined (identifier) @none)

(attribute_specifier (argument_list [
  (identifier) @none
  (call_expression function: (identifier) @none)
  (call_expression arguments: (argument_list (identifier) @none))
]))

; ---- macros ----

(preproc_ifdef "#ifndef" name: (identifier) @_asked
  . (preproc_def name: (identifier) @_defined !value) @none (#eq? @_asked @_defined))
(preproc_function_def
  name: (identifier) @name
  parameters: (preproc_params) @parameters
  value: (_)? @body) @definition.function @modifier.global
(preproc_def name: (identifier) @name value: (_)? @body) @definition.constant @modifier.global
(preproc_params (identifier) @parameter.positional)
; What a macro stands for is kept as text.
[
  (preproc_def value: (preproc_arg) @again)
  (preproc_function_def value: (preproc_arg) @again)
]
(preproc_params "..." @parameter.rest)

; ---- functions ----

; TEST_F(Shelf, Add) { … }: what such a macro defines is named by what it is given, the first of two
; being what it belongs to.
((function_definition
  !type
  declarator: (function_declarator
    declarator: (identifier)
    parameters: (parameter_list
      . (parameter_declaration type: (type_identifier) @owner !declarator)
      . (parameter_declaration type: (type_identifier) @name !declarator) .) @parameters)
  body: (_) @body) @definition.function (#not-eq? @owner @name))
(function_definition
  !type
  declarator: (function_declarator
    declarator: (identifier)
    parameters: (parameter_list
      . (parameter_declaration type: (type_identifier) @name !declarator) .) @parameters)
  body: (_) @body) @definition.function
(function_definition
  !type
  declarator: (function_declarator
    declarator: (identifier)
    parameters: (parameter_list
      (parameter_declaration type: (type_identifier) !declarator) @none)))

(function_definition
  type: (_)? @result
  declarator: [
    (function_declarator declarator: (_) @name parameters: (_) @parameters)
    (pointer_declarator declarator: [
      (function_declarator parameters: (_) @parameters)
      (pointer_declarator declarator: (function_declarator parameters: (_) @parameters))
    ]) @name
  ]
  body: (_)? @body) @definition.function

; A prototype. Inside a function it looks like one: `Shelf shelf(size);` is a variable, and so is what
; a function there declares for itself.
(compound_statement
  (declaration
    type: (_) @type
    declarator: (function_declarator declarator: (identifier) @name)) @binding)
(case_statement
  (declaration
    type: (_) @type
    declarator: (function_declarator declarator: (identifier) @name)) @binding)
(declaration
  type: (_) @result
  declarator: [
    (function_declarator declarator: (identifier) @name parameters: (_) @parameters)
    (pointer_declarator declarator: [
      (function_declarator declarator: (identifier) parameters: (_) @parameters)
      (pointer_declarator declarator:
        (function_declarator declarator: (identifier) parameters: (_) @parameters))
    ]) @name
  ]) @definition.function @modifier.declaration

; Static at file level means: for this file alone.
([
  (translation_unit [(function_definition (storage_class_specifier) @_word)
    (declaration (storage_class_specifier) @_word)] @modifier.private)
  (declaration_list [(function_definition (storage_class_specifier) @_word)
    (declaration (storage_class_specifier) @_word)] @modifier.private)
  (preproc_if [(function_definition (storage_class_specifier) @_word)
    (declaration (storage_class_specifier) @_word)] @modifier.private)
  (preproc_ifdef [(function_definition (storage_class_specifier) @_word)
    (declaration (storage_class_specifier) @_word)] @modifier.private)
  (preproc_else [(function_definition (storage_class_specifier) @_word)
    (declaration (storage_class_specifier) @_word)] @modifier.private)
] (#eq? @_word "static"))
((declaration (storage_class_specifier) @_word declarator: [
  (identifier) (pointer_declarator) (array_declarator)
]) @modifier.declaration (#eq? @_word "extern"))

; A field that points to a function is called like one.
(field_declaration
  type: (_) @result
  declarator: [
    (function_declarator declarator: (parenthesized_declarator (_) @name) parameters: (_) @parameters)
    (pointer_declarator declarator: (function_declarator
      declarator: (parenthesized_declarator (_) @name) parameters: (_) @parameters))
  ]) @definition.field

([
  (compound_statement (declaration declarator: (function_declarator
    declarator: (identifier)
    parameters: (parameter_list (parameter_declaration declarator: (_)? @name) @none))))
  (case_statement (declaration declarator: (function_declarator
    declarator: (identifier)
    parameters: (parameter_list (parameter_declaration declarator: (_)? @name) @none))))
])
; f(void) takes nothing. What a function that is passed or held takes has names for the reader only.
(parameter_list . (parameter_declaration type: (primitive_type) @_void !declarator) @none .
  (#eq? @_void "void"))
[
  (parameter_declaration declarator: (function_declarator
    parameters: (parameter_list (parameter_declaration declarator: (_)? @name) @none)))
  (parameter_declaration declarator: (pointer_declarator declarator: (function_declarator
    parameters: (parameter_list (parameter_declaration declarator: (_)? @name) @none))))
  (declaration declarator: (function_declarator
    declarator: (parenthesized_declarator)
    parameters: (parameter_list (parameter_declaration declarator: (_)? @name) @none)))
  (init_declarator declarator: (function_declarator
    declarator: (parenthesized_declarator)
    parameters: (parameter_list (parameter_declaration declarator: (_)? @name) @none)))
  (type_definition declarator: (function_declarator
    parameters: (parameter_list (parameter_declaration declarator: (_)? @name) @none)))
  (type_definition declarator: (pointer_declarator declarator: (function_declarator
    parameters: (parameter_list (parameter_declaration declarator: (_)? @name) @none))))
  (abstract_function_declarator
    parameters: (parameter_list (parameter_declaration declarator: (_)? @name) @none))
]
(parameter_declaration type: (_) @type declarator: (_)? @name) @parameter.positional

; ---- types ----

; A name for a type that is written out beside it: of one without a name of its own, it is the name.
(type_definition
  type: [
    (struct_specifier !name body: (_) @body)
    (union_specifier !name body: (_) @body)
  ]
  declarator: (type_identifier) @name) @definition.class
(type_definition
  type: (enum_specifier !name body: (_) @body)
  declarator: (type_identifier) @name) @definition.enum
(type_definition
  type: [
    (struct_specifier name: (_) @_tag)
    (union_specifier name: (_) @_tag)
    (enum_specifier name: (_) @_tag)
  ]
  declarator: (type_identifier) @none @name (#eq? @_tag @name))
(type_definition
  type: [
    (struct_specifier name: (_) @type body: (_))
    (union_specifier name: (_) @type body: (_))
    (enum_specifier name: (_) @type body: (_))
  ]
  declarator: (_) @definition.type @name)
(type_definition type: (_) @type declarator: (_) @name) @definition.type

(struct_specifier name: (type_identifier) @name body: (_) @body) @definition.class
(union_specifier name: (type_identifier) @name body: (_) @body) @definition.class
(enum_specifier name: (type_identifier) @name body: (_) @body) @definition.enum
(enumerator name: (identifier) @name value: (_)? @body) @definition.enum_member

; ---- fields and variables; in a function they are bindings ----

; What is written inside the type of a field or variable is no part of it, unless the type has no name.
(field_declaration
  type: [
    (struct_specifier name: (_) @type body: (_))
    (union_specifier name: (_) @type body: (_))
    (enum_specifier name: (_)? @type body: (_))
  ]
  declarator: (_) @definition.field @name)
(field_declaration type: [
  (struct_specifier !name) (union_specifier !name)
] declarator: (_) @name) @definition.field
(field_declaration type: (_) @type declarator: (_) @name) @definition.field

(declaration
  type: [
    (struct_specifier name: (_) @type body: (_))
    (union_specifier name: (_) @type body: (_))
    (enum_specifier name: (_)? @type body: (_))
  ]
  declarator: (_) @definition.variable @name)
(declaration
  type: (_) @type
  declarator: [
    (init_declarator declarator: (_) @name value: (_) @value)
    (identifier) @name
    (pointer_declarator) @name
    (array_declarator) @name
    (function_declarator) @name
    (parenthesized_declarator) @name
  ]) @definition.variable

[
  (compound_statement) (for_statement) (if_statement) (while_statement) (switch_statement)
  (case_statement)
] @scope.block

; ---- uses: making a value ----

(declaration
  type: [
    (type_identifier) @reference.construct @name
    (struct_specifier name: (type_identifier) @reference.construct @name)
  ]
  declarator: (init_declarator declarator: (identifier) value: (initializer_list) @arguments))
(compound_literal_expression
  type: (type_descriptor type: [
    (type_identifier) @reference.construct @name
    (struct_specifier name: (type_identifier) @reference.construct @name)
  ])
  value: (initializer_list) @arguments)
; Fields of what is inside, whose type nothing here tells.
(field_designator (field_identifier) @none)

; ---- uses: calls ----

(call_expression
  function: [
    (identifier) @reference.call @name
    (field_expression argument: (_) @receiver field: (field_identifier) @reference.call @name)
    (parenthesized_expression (pointer_expression argument: [
      (identifier) @reference.call @name
      (field_expression argument: (_) @receiver field: (field_identifier) @reference.call @name)
    ]))
  ]
  arguments: (argument_list) @arguments)

; ---- uses: writes, reads and types ----

(assignment_expression
  left: (field_expression argument: (_) @receiver field: (field_identifier) @reference.write)
  "="
  right: (_) @value)
[
  (assignment_expression left: (identifier) @reference.write)
  (update_expression argument: (identifier) @reference.write)
  (assignment_expression left: (field_expression
    argument: (_) @receiver field: (field_identifier) @reference.write))
  (update_expression argument: (field_expression
    argument: (_) @receiver field: (field_identifier) @reference.write))
]
(offsetof_expression
  type: (type_descriptor type: (_) @receiver) member: (field_identifier) @reference.read)
(field_expression argument: (_) @receiver field: (field_identifier) @reference.read)
(identifier) @reference.read

; A type that is only announced is no use of it.
(translation_unit (struct_specifier name: (type_identifier) @none !body))
(type_identifier) @reference.type

; ---- choices: a case that is there twice is refused

(case_statement value: (_) @label)
(case_statement "default") @label.default

; ---- entries: elements that an initializer names ----

(initializer_list) @entries
(initializer_list (initializer_pair designator: (_) @name) @entry)

; ---- loops, conditions

[(for_statement body: (_) @body) (while_statement body: (_) @body) (do_statement body: (_) @body)] @loop
(if_statement condition: (_) @value consequence: (_) @body !alternative) @guard
(if_statement
  condition: (_) @value consequence: (_) @body alternative: (else_clause (_) @default)) @guard
[(return_statement) (continue_statement)] @exit
