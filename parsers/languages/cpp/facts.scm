; C++. What it shares with C follows in ../native/shared.scm. Roles of uses stand on the name itself.

; ---- namespaces ----

; What is in an inline namespace, or in one without a name, is in the one around it; the latter is for
; this file alone.
(namespace_definition "inline") @none
(namespace_definition
  name: [(namespace_identifier) (nested_namespace_specifier)] @name
  body: (_) @body) @definition.module
(namespace_definition !name body: (declaration_list [
  (function_definition) (declaration) (template_declaration) (class_specifier) (struct_specifier)
  (enum_specifier) (alias_declaration) (type_definition)
] @modifier.private))

(using_declaration "namespace" [(identifier) (qualified_identifier)] @module @star) @import
(using_declaration (qualified_identifier) @module @member) @import
(namespace_alias_definition name: (_) @local . (_) @module) @import

; ---- types ----

(friend_declaration (declaration declarator: (_) @name) @none)
(friend_declaration (function_definition declarator: (_) @name) @none)
(destructor_name (identifier) @none)
(qualified_identifier scope: (template_type name: (_) @none))

(class_specifier name: (_) @name body: (_) @body) @definition.class
(struct_specifier name: (_) @name body: (_) @body) @definition.class
(class_specifier name: (template_type) body: (_)) @modifier.alternative
(struct_specifier name: (template_type) body: (_)) @modifier.alternative
(base_class_clause [(type_identifier) (qualified_identifier) (template_type)] @base @inherit)

(alias_declaration name: (type_identifier) @name type: (_) @type) @definition.type
(concept_definition name: (identifier) @name (_) @body) @definition.type

; A template is named with its arguments even when all of them have defaults: the first one counts.
(template_declaration parameters: (template_parameter_list
  [(type_parameter_declaration) (parameter_declaration)] @type_parameter))
(template_declaration parameters: (template_parameter_list . [
  (optional_type_parameter_declaration) (optional_parameter_declaration)
  (variadic_type_parameter_declaration) (variadic_parameter_declaration)
] @type_parameter))
; Type parameters are nothing that another file could break.
(type_parameter_declaration (type_identifier) @binding.type @name)
(variadic_type_parameter_declaration (type_identifier) @binding.type @name)
(optional_type_parameter_declaration name: (type_identifier) @binding.type @name)
(template_parameter_list [
  (parameter_declaration declarator: (_) @name)
  (optional_parameter_declaration declarator: (_) @name)
  (variadic_parameter_declaration declarator: (_) @name)
] @binding)

; ---- functions ----

; A constructor is called by its type's name; any other name without a result is a macro's.
([
  (class_specifier name: [(type_identifier) @_type (template_type name: (_) @_type)]
    body: (field_declaration_list [
      (declaration !type declarator: (function_declarator
        declarator: (identifier) @name parameters: (_) @parameters)) @definition.method
        @modifier.constructor @modifier.declaration
      (template_declaration (declaration !type declarator: (function_declarator
        declarator: (identifier) @name parameters: (_) @parameters)) @definition.method
        @modifier.constructor @modifier.declaration)
    ]))
  (struct_specifier name: [(type_identifier) @_type (template_type name: (_) @_type)]
    body: (field_declaration_list [
      (declaration !type declarator: (function_declarator
        declarator: (identifier) @name parameters: (_) @parameters)) @definition.method
        @modifier.constructor @modifier.declaration
      (template_declaration (declaration !type declarator: (function_declarator
        declarator: (identifier) @name parameters: (_) @parameters)) @definition.method
        @modifier.constructor @modifier.declaration)
    ]))
] (#eq? @name @_type))
([
  (class_specifier name: [(type_identifier) @_type (template_type name: (_) @_type)]
    body: (field_declaration_list [
      (function_definition !type declarator: (function_declarator
        declarator: (identifier) @_name)) @modifier.constructor
      (template_declaration (function_definition !type declarator: (function_declarator
        declarator: (identifier) @_name)) @modifier.constructor)
    ]))
  (struct_specifier name: [(type_identifier) @_type (template_type name: (_) @_type)]
    body: (field_declaration_list [
      (function_definition !type declarator: (function_declarator
        declarator: (identifier) @_name)) @modifier.constructor
      (template_declaration (function_definition !type declarator: (function_declarator
        declarator: (identifier) @_name)) @modifier.constructor)
    ]))
] (#eq? @_name @_type))
((function_definition !type declarator: (function_declarator declarator: [
  (qualified_identifier
    scope: [(namespace_identifier) @_type (template_type name: (_) @_type)]
    name: (identifier) @_name)
  (qualified_identifier name: (qualified_identifier
    scope: [(namespace_identifier) @_type (template_type name: (_) @_type)]
    name: (identifier) @_name))
  (qualified_identifier name: (qualified_identifier name: (qualified_identifier
    scope: [(namespace_identifier) @_type (template_type name: (_) @_type)]
    name: (identifier) @_name)))
])) @modifier.constructor (#eq? @_name @_type))
(declaration !type declarator: (function_declarator
  declarator: (destructor_name) @name parameters: (_) @parameters)) @definition.method
  @modifier.declaration
(declaration !type) @none
(field_declaration_list [
  (function_definition
    !type
    declarator: (function_declarator declarator: (identifier) @name parameters: (_) @parameters)
    body: (_)? @body) @definition.function
  (template_declaration (function_definition
    !type
    declarator: (function_declarator declarator: (identifier) @name parameters: (_) @parameters)
    body: (_)? @body) @definition.function)
])
(field_declaration_list (function_definition
  !type
  declarator: (function_declarator parameters: (parameter_list
    (parameter_declaration type: (_) @type declarator: (_)? @name) @parameter.positional))))

; A member that is declared in its type, and perhaps defined elsewhere.
(field_declaration
  type: (placeholder_type_specifier)
  declarator: (function_declarator
    declarator: [(field_identifier) (operator_name) (template_method)] @name
    parameters: (_) @parameters
    (trailing_return_type (_) @result))) @definition.method @modifier.declaration
(field_declaration
  type: (_) @result
  declarator: [
    (function_declarator
      declarator: [(field_identifier) (operator_name) (template_method)] @name
      parameters: (_) @parameters)
    (pointer_declarator declarator: [
      (function_declarator
        declarator: [(field_identifier) (operator_name)] parameters: (_) @parameters)
      (pointer_declarator declarator: (function_declarator
        declarator: [(field_identifier) (operator_name)] parameters: (_) @parameters))
      (reference_declarator (function_declarator
        declarator: [(field_identifier) (operator_name)] parameters: (_) @parameters))
    ]) @name
    (reference_declarator (function_declarator
      declarator: [(field_identifier) (operator_name)] parameters: (_) @parameters)) @name
  ]) @definition.method @modifier.declaration
(field_declaration
  declarator: [
    (function_declarator)
    (pointer_declarator declarator: (function_declarator))
    (reference_declarator (function_declarator))
  ]
  default_value: (number_literal)) @modifier.abstract
([
  (field_declaration declarator: (function_declarator (virtual_specifier) @_word))
  (field_declaration declarator: (pointer_declarator
    declarator: (function_declarator (virtual_specifier) @_word)))
  (field_declaration declarator: (reference_declarator
    (function_declarator (virtual_specifier) @_word)))
  (function_definition declarator: (function_declarator (virtual_specifier) @_word))
  (function_definition declarator: (pointer_declarator
    declarator: (function_declarator (virtual_specifier) @_word)))
  (function_definition declarator: (reference_declarator
    (function_declarator (virtual_specifier) @_word)))
] @modifier.override (#eq? @_word "override"))

([
  (field_declaration
    (type_qualifier) @_word declarator: (reference_declarator (function_declarator)))
  (function_definition
    (type_qualifier) @_word declarator: (reference_declarator (function_declarator)))
  (declaration
    (type_qualifier) @_word declarator: (reference_declarator (function_declarator)))
] @modifier.fixed (#eq? @_word "const"))
((field_declaration (storage_class_specifier) @_word) @modifier.static (#eq? @_word "static"))
((field_declaration_list [
  (function_definition (storage_class_specifier) @_word)
  (template_declaration [
    (function_definition (storage_class_specifier) @_word)
    (declaration (storage_class_specifier) @_word)])
] @modifier.static) (#eq? @_word "static"))

(function_definition
  declarator: (function_declarator
    declarator: (qualified_identifier) @name
    parameters: (_) @parameters
    (trailing_return_type (_) @result))
  body: (_)? @body) @definition.method
(function_definition
  declarator: (function_declarator
    declarator: (_) @name
    parameters: (_) @parameters
    (trailing_return_type (_) @result))
  body: (_)? @body) @definition.function
(function_definition
  type: (_)? @result
  declarator: [
    (function_declarator declarator: (qualified_identifier) @name parameters: (_) @parameters)
    (pointer_declarator declarator: [
      (function_declarator declarator: (qualified_identifier) parameters: (_) @parameters)
      (pointer_declarator declarator:
        (function_declarator declarator: (qualified_identifier) parameters: (_) @parameters))
    ]) @name
    (reference_declarator
      (function_declarator declarator: (qualified_identifier) parameters: (_) @parameters)) @name
  ]
  body: (_)? @body) @definition.method
(function_definition
  type: (_)? @result
  declarator: (reference_declarator (function_declarator parameters: (_) @parameters)) @name
  body: (_)? @body) @definition.function
(declaration
  type: (placeholder_type_specifier)
  declarator: (function_declarator
    declarator: (identifier) @name
    parameters: (_) @parameters
    (trailing_return_type (_) @result))) @definition.function @modifier.declaration
(declaration
  type: (_) @result
  declarator: [
    (reference_declarator
      (function_declarator declarator: (identifier) parameters: (_) @parameters)) @name
    (function_declarator declarator: (operator_name) @name parameters: (_) @parameters)
    (reference_declarator
      (function_declarator declarator: (operator_name) parameters: (_) @parameters)) @name
  ]) @definition.function @modifier.declaration

; What has no name to be called by (a conversion) holds its own names all the same.
(function_definition) @scope.function
[(lambda_expression) (requires_expression)] @scope.function
(lambda_expression declarator: (abstract_function_declarator parameters: (parameter_list [
  (parameter_declaration type: (_) @type declarator: (_)? @name)
  (optional_parameter_declaration type: (_) @type declarator: (_)? @name)
  (variadic_parameter_declaration type: (_) @type declarator: (_)? @name)
] @parameter.positional)))
(lambda_capture_initializer left: (identifier) @binding @name right: (_) @value)

(optional_parameter_declaration
  type: (_) @type declarator: (_)? @name default_value: (_) @default) @parameter.positional
(variadic_parameter_declaration type: (_) @type declarator: (_)? @name) @parameter.rest
(parameter_list "..." @parameter.rest)

; ---- fields and variables; in a function they are bindings ----

; Of a cast or a made pointer, the type that is written there.
((declaration
  type: (placeholder_type_specifier)
  declarator: (init_declarator
    declarator: (_) @name
    value: (call_expression function: [
      (template_function
        name: (identifier) @_makes arguments: (template_argument_list . (type_descriptor) @type))
      (qualified_identifier name: (template_function
        name: (identifier) @_makes arguments: (template_argument_list . (type_descriptor) @type)))
    ]))) @definition.variable
  (#any-of? @_makes
    "static_cast" "dynamic_cast" "const_cast" "reinterpret_cast" "make_unique" "make_shared"
    "static_pointer_cast" "dynamic_pointer_cast" "any_cast"))
(declaration
  type: (placeholder_type_specifier)
  declarator: (init_declarator
    declarator: (_) @name value: (new_expression type: (_) @type))) @definition.variable
(declaration
  type: (placeholder_type_specifier)
  declarator: (init_declarator
    declarator: [
      (structured_binding_declarator (identifier) @name @index)
      (reference_declarator (structured_binding_declarator (identifier) @name @index))
    ]
    value: (_) @value)) @binding
(declaration
  type: (_) @type
  declarator: [
    (init_declarator declarator: [
      (qualified_identifier) (reference_declarator)
    ] @name value: (_) @value)
    (qualified_identifier) @name
    (reference_declarator) @name
  ]) @definition.variable
(condition_clause
  value: (declaration type: (_) @type declarator: (_) @name value: (_) @value) @binding)

(for_range_loop declarator: [
  (structured_binding_declarator (identifier) @binding @name)
  (reference_declarator (structured_binding_declarator (identifier) @binding @name))
])
(for_range_loop
  type: (_) @type
  declarator: [(identifier) (pointer_declarator) (reference_declarator (identifier))] @name
  right: (_) @element) @binding
(catch_clause parameters: (parameter_list
  (parameter_declaration type: (_) @type declarator: (_) @name) @binding))

[(for_range_loop) (catch_clause) (try_statement)] @scope.block

; ---- uses: making a value ----

(declaration
  type: [
    (type_identifier) @reference.construct @name
    (qualified_identifier) @reference.construct @name
    (template_type name: (_) @reference.construct @name)
  ]
  declarator: (init_declarator
    declarator: (identifier) value: [(initializer_list) (argument_list)] @arguments))
(compound_literal_expression
  type: [
    (type_identifier) @reference.construct @name
    (qualified_identifier) @reference.construct @name
    (template_type name: (_) @reference.construct @name)
  ]
  value: (initializer_list) @arguments)
(new_expression
  type: [
    (type_identifier) @reference.construct @name
    (qualified_identifier) @reference.construct @name
    (template_type name: (_) @reference.construct @name)
  ]
  arguments: (_)? @arguments)
(field_initializer
  (field_identifier) @reference.construct @name
  [(argument_list) (initializer_list)] @arguments)
; What makes a value in place hands its arguments on to the constructor: an array's are lengths, and
; `*other` is a value that is copied.
((call_expression
  function: [
    (template_function
      name: (identifier) @_makes
      arguments: (template_argument_list . (type_descriptor type: (_) @reference.type @name)))
    (qualified_identifier name: (template_function
      name: (identifier) @_makes
      arguments: (template_argument_list . (type_descriptor type: (_) @reference.type @name))))
  ]
  arguments: (argument_list . (pointer_expression "*") .))
  (#any-of? @_makes "make_unique" "make_shared" "make_optional"))
((call_expression
  function: [
    (template_function
      name: (identifier) @_makes
      arguments: (template_argument_list . (type_descriptor !declarator type: [
        [(type_identifier) (qualified_identifier)] @reference.construct @name
        (template_type name: (_) @reference.construct @name)
      ])))
    (qualified_identifier name: (template_function
      name: (identifier) @_makes
      arguments: (template_argument_list . (type_descriptor !declarator type: [
        [(type_identifier) (qualified_identifier)] @reference.construct @name
        (template_type name: (_) @reference.construct @name)
      ]))))
  ]
  arguments: (argument_list) @arguments)
  (#any-of? @_makes "make_unique" "make_shared" "make_optional"))

; ---- uses: calls ----

; A call whose result is written to, now or later: an overload that gives what can only be read does
; not do. (With `auto&` it does.)
[
  (declaration
    . type: [(type_identifier) (qualified_identifier) (template_type) (primitive_type)]
    . declarator: (init_declarator
      declarator: (reference_declarator "&")
      value: (call_expression
        function: [
          (identifier) @reference.call @name
          (field_expression
            argument: (_) @receiver field: (field_identifier) @reference.call @name)
        ]
        arguments: (argument_list) @arguments)))
  (assignment_expression left: [
    (call_expression
      function: [
        (identifier) @reference.call @name
        (field_expression
          argument: (_) @receiver field: (field_identifier) @reference.call @name)
      ]
      arguments: (argument_list) @arguments)
    (field_expression
      argument: (call_expression
        function: [
          (identifier) @reference.call @name
          (field_expression
            argument: (_) @receiver field: (field_identifier) @reference.call @name)
        ]
        arguments: (argument_list) @arguments)
      operator: ".")
  ])
  (update_expression argument: [
    (call_expression
      function: [
        (identifier) @reference.call @name
        (field_expression
          argument: (_) @receiver field: (field_identifier) @reference.call @name)
      ]
      arguments: (argument_list) @arguments)
    (field_expression
      argument: (call_expression
        function: [
          (identifier) @reference.call @name
          (field_expression
            argument: (_) @receiver field: (field_identifier) @reference.call @name)
        ]
        arguments: (argument_list) @arguments)
      operator: ".")
  ])
] @written

((template_function name: (identifier) @none)
  (#any-of? @none "static_cast" "dynamic_cast" "const_cast" "reinterpret_cast"))
(call_expression
  function: [
    (qualified_identifier) @reference.call @name
    (template_function name: (identifier) @reference.call @name)
    (field_expression
      argument: (_) @receiver field: (template_method name: (_) @reference.call @name))
    (field_expression
      argument: (_) @receiver field: (dependent_name
        (template_method name: (_) @reference.call @name)))
  ]
  arguments: (argument_list) @arguments)

; ---- uses: writes, reads and types ----

(assignment_expression left: (qualified_identifier) @reference.write @name)
(update_expression argument: (qualified_identifier) @reference.write @name)

(qualified_identifier name: (qualified_identifier name: (qualified_identifier name: [
  (type_identifier) (template_type)]))) @reference.type @name
(qualified_identifier name: (qualified_identifier name: [
  (type_identifier) (template_type)])) @reference.type @name
(qualified_identifier name: [(type_identifier) (template_type)]) @reference.type @name
(qualified_identifier) @reference.read @name

(switch_statement condition: (condition_clause value: (_) @value)) @choice

; ---- texts that are put together piece by piece

(init_declarator declarator: (identifier) @name value: (_) @value) @piece.first
(assignment_expression left: (identifier) @name operator: "=" right: (_) @value) @piece.first
(assignment_expression left: (identifier) @name operator: "+=" right: (_) @value) @piece
(call_expression
  function: (field_expression argument: (_) @receiver field: (field_identifier) @member)
  arguments: (argument_list . (_) @value .)
  (#eq? @member "append")) @piece
