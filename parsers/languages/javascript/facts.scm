; JavaScript: where it differs from TypeScript. The rest is in ../ecmascript.

; ---- parameters ----

; What runs in a transaction is given what the call gives: `prisma.$transaction(async (tx) => …`.
(call_expression
  function: (member_expression property: (property_identifier) @_transaction)
  arguments: (arguments . [
    (arrow_function parameter: (identifier) @name @binding)
    (arrow_function parameters: (formal_parameters . (identifier) @name @binding))
    (function_expression parameters: (formal_parameters . (identifier) @name @binding))
  ])
  (#any-of? @_transaction "$transaction" "transaction")) @value

(formal_parameters (identifier) @name @parameter.positional)
(formal_parameters
  (assignment_pattern left: (identifier) @name right: (_) @default) @parameter.positional)
(formal_parameters (rest_pattern (identifier) @name) @parameter.rest)
; One argument that is taken apart has no name.
(formal_parameters [(object_pattern) (array_pattern)] @parameter.positional)
(formal_parameters (assignment_pattern
  left: [(object_pattern) (array_pattern)] right: (_) @default) @parameter.positional)

; ---- classes ----

(class_heritage (_) @base @inherit @scope.type)

(class_body (field_definition
  property: [(property_identifier) (private_property_identifier)] @name
  value: [
    (_ parameters: (_) @parameters body: (_) @body)
    (_ parameter: (_) @parameters body: (_) @body)
  ]) @definition.method)
(class_body (field_definition
  property: [
    (property_identifier) @name
    (private_property_identifier) @name
    (string (string_fragment) @name)
  ]
  value: (_)? @value @body) @definition.field)
(field_definition "static") @modifier.static
(field_definition
  property: (property_identifier) @name value: [(string) (array)] @value) @literal

; A class has the fields that its constructor sets; `this.f = this.f.bind(this)` adds none.
((method_definition
  name: (property_identifier) @_constructor
  body: (statement_block (expression_statement (assignment_expression
    left: (member_expression object: (this))
    right: (call_expression
      function: (member_expression property: (property_identifier) @_bind))) @none)))
  (#eq? @_constructor "constructor") (#eq? @_bind "bind"))
((method_definition
  name: (property_identifier) @_constructor
  body: (statement_block (expression_statement (assignment_expression
    left: (member_expression
      object: (this)
      property: [(property_identifier) (private_property_identifier)] @name)
    right: (_) @value @body) @definition.field)))
  (#eq? @_constructor "constructor"))

; ---- entries ----

(object) @entries
(object [
  (pair key: [(property_identifier) (string) (number)] @name)
  (shorthand_property_identifier) @name
] @entry)
