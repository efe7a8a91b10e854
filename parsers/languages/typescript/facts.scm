; TypeScript, for .ts and .tsx: where it differs from JavaScript. The rest is in ../ecmascript.

; ---- imports and exports ----

; import x = require("y");    import A = B.C;    export = x;
(import_statement (import_require_clause (identifier) @local source: (string) @module)) @import
(import_alias (identifier) @name . "=" . (_) @value) @definition.constant
(export_statement "=" @default . (_) @target) @export

(export_statement declaration: [
  (abstract_class_declaration) (interface_declaration) (type_alias_declaration) (enum_declaration)
  (internal_module) (module) (function_signature) (import_alias)
] @modifier.exported)
(export_statement declaration: (ambient_declaration [
  (class_declaration) (abstract_class_declaration) (interface_declaration) (type_alias_declaration)
  (enum_declaration) (internal_module) (module) (function_signature)
  (lexical_declaration (variable_declarator) @modifier.exported)
  (variable_declaration (variable_declarator) @modifier.exported)
] @modifier.exported))

; ---- functions with a result ----

; What runs in a transaction is given what the call gives: `prisma.$transaction(async (tx) => …`.
(call_expression
  function: (member_expression property: (property_identifier) @_transaction)
  arguments: (arguments . [
    (arrow_function parameter: (identifier) @name @binding)
    (arrow_function parameters: (formal_parameters . (required_parameter pattern: (identifier) @name @binding !type)))
    (function_expression parameters: (formal_parameters . (required_parameter pattern: (identifier) @name @binding !type)))
  ])
  (#any-of? @_transaction "$transaction" "transaction")) @value

(function_declaration
  name: (identifier) @name
  parameters: (_) @parameters
  return_type: (type_annotation (_) @result)
  body: (_) @body) @definition.function
(generator_function_declaration
  name: (identifier) @name
  parameters: (_) @parameters
  return_type: (type_annotation (_) @result)
  body: (_) @body) @definition.function
(export_statement
  "default" @name
  value: (_
    parameters: (_) @parameters
    return_type: (type_annotation (_) @result)
    body: (_) @body)) @definition.function @modifier.exported
(variable_declarator
  name: (identifier) @name
  value: (_
    parameters: (_) @parameters
    return_type: (type_annotation (_) @result)
    body: (_) @body)) @definition.function
(variable_declarator
  name: (identifier) @name
  value: [
    (_ parameters: (_) @parameters body: (_) @body)
    (_ parameter: (_) @parameters body: (_) @body)
  ]) @definition.function

; What answers for one type of a GraphQL schema, by the type that a generator of code makes for that.
((variable_declarator
  type: (type_annotation (type_identifier) @target) value: (object) @arguments) @site.answers
  (#match? @target "^[A-Z][A-Za-z0-9_]*Resolvers$"))

; const Card = memo((props: Props) => …)    export default forwardRef(function (props: Props, ref) {})
((variable_declarator
  name: (identifier) @name
  value: (call_expression
    function: [(identifier) (member_expression)] @_wrap
    arguments: (arguments . (_ parameters: (_) @parameters body: (_) @body)))) @definition.function
  (#match? @_wrap "(^|\\.)(memo|forwardRef|observer)$"))
((export_statement
  "default" @name
  value: (call_expression
    function: [(identifier) (member_expression)] @_wrap
    arguments: (arguments . (_ parameters: (_) @parameters body: (_) @body))))
  @definition.function @modifier.exported
  (#match? @_wrap "(^|\\.)(memo|forwardRef|observer)$"))
; const Card = memo(Plain)    styled(Plain)`…`    export default memo(Plain): what Plain takes
((lexical_declaration "const" (variable_declarator
  name: (identifier) @name
  value: (call_expression
    function: [(identifier) (member_expression)] @_wrap
    arguments: (arguments . (identifier) @value)) @body) @definition.constant)
  (#match? @_wrap "(^|\\.)(memo|forwardRef|observer)$"))
((lexical_declaration "const" (variable_declarator
  name: (identifier) @name
  value: (call_expression
    function: (call_expression
      function: (identifier) @_styled arguments: (arguments . (identifier) @value .))) @body)
  @definition.constant)
  (#eq? @_styled "styled"))
((export_statement
  "default" @name
  value: (call_expression
    function: [(identifier) (member_expression)] @_wrap
    arguments: (arguments . (identifier) @value)) @body) @definition.constant @modifier.exported
  (#match? @_wrap "(^|\\.)(memo|forwardRef|observer)$"))

; An overload, or what is implemented elsewhere.
(function_signature
  name: (identifier) @name
  parameters: (_) @parameters
  return_type: (type_annotation (_) @result)) @definition.function @modifier.alternative
(function_signature
  name: (identifier) @name parameters: (_) @parameters) @definition.function @modifier.alternative

; ---- parameters ----

; constructor(private readonly api: Api) declares a field with the parameter's name: @free, since
; the name is the parameter's, too.
(required_parameter (accessibility_modifier) @definition.field
  pattern: (identifier) @name @free type: (type_annotation (_) @type)?)
(required_parameter . "readonly" @definition.field
  pattern: (identifier) @name @free type: (type_annotation (_) @type)?)
(optional_parameter (accessibility_modifier) @definition.field
  pattern: (identifier) @name @free type: (type_annotation (_) @type)?)

; const Page: React.FC<Props> = (props) => …
((variable_declarator
  type: (type_annotation (generic_type name: (_) @_fc type_arguments: (type_arguments . (_) @type)))
  value: (arrow_function parameters: (formal_parameters .
    (required_parameter pattern: (identifier) @name !type) @parameter.positional)))
  (#match? @_fc "(FC|FunctionComponent)$"))
((variable_declarator
  type: (type_annotation (generic_type name: (_) @_fc type_arguments: (type_arguments . (_) @type)))
  value: (arrow_function parameters: (formal_parameters .
    (required_parameter pattern: (object_pattern) !type) @parameter.positional)))
  (#match? @_fc "(FC|FunctionComponent)$"))
((variable_declarator
  type: (type_annotation (generic_type name: (_) @_fc type_arguments: (type_arguments . (_) @type)))
  value: (arrow_function parameter: (identifier) @name @parameter.positional))
  (#match? @_fc "(FC|FunctionComponent)$"))

; const Card: FC<Props> = memo((props) => …)    memo<Props>((props) => …)    forwardRef<Element, Props>((props, ref) => …)
((variable_declarator
  type: (type_annotation (generic_type name: (_) @_fc type_arguments: (type_arguments . (_) @type)))
  value: (call_expression
    function: [(identifier) (member_expression)] @_wrap
    arguments: (arguments . (_ parameters: (formal_parameters . (required_parameter
      pattern: [(identifier) @name (object_pattern)] !type) @parameter.positional)))))
  (#match? @_fc "(FC|FunctionComponent)$") (#match? @_wrap "(^|\\.)(memo|observer)$"))
((call_expression
  function: [(identifier) (member_expression)] @_wrap
  type_arguments: (type_arguments . (_) @type)
  arguments: (arguments . (_ parameters: (formal_parameters . (required_parameter
    pattern: [(identifier) @name (object_pattern)] !type) @parameter.positional))))
  (#match? @_wrap "(^|\\.)(memo|observer)$"))
((call_expression
  function: [(identifier) (member_expression)] @_wrap
  type_arguments: (type_arguments . (_) . (_) @type)
  arguments: (arguments . (_ parameters: (formal_parameters . (required_parameter
    pattern: [(identifier) @name (object_pattern)] !type) @parameter.positional))))
  (#match? @_wrap "(^|\\.)forwardRef$"))

(required_parameter pattern: (this) @name) @parameter.receiver
(required_parameter
  pattern: (rest_pattern (identifier) @name)
  type: (type_annotation (_) @type)?) @parameter.rest
(required_parameter
  pattern: (identifier) @name
  type: (type_annotation (_) @type)?
  value: (_)? @default) @parameter.positional
(optional_parameter
  pattern: (identifier) @name "?" @default type: (type_annotation (_) @type)?) @parameter.positional
; One argument that is taken apart has no name.
(required_parameter
  pattern: [(object_pattern) (array_pattern)]
  type: (type_annotation (_) @type)?
  value: (_)? @default) @parameter.positional
(optional_parameter
  pattern: [(object_pattern) (array_pattern)] "?" @default
  type: (type_annotation (_) @type)?) @parameter.positional

; What stands in a type has parameters of its own: (a: string) => void, new (a: string) => T.
[
  (function_type) (constructor_type) (call_signature) (construct_signature) (method_signature)
] @scope.function
; Labels of a tuple, keys of an index, parameters of a type.
(required_parameter name: (identifier) @none)
(optional_parameter name: (identifier) @none)
(index_signature name: (identifier) @none)
(type_parameter name: (type_identifier) @name @binding.type)
(type_parameters (type_parameter !value) @type_parameter)
(infer_type (type_identifier) @name @binding)
(mapped_type_clause name: (type_identifier) @name @binding)

; ---- classes ----

(abstract_class_declaration
  name: (_) @name body: (_) @body) @definition.class @modifier.abstract

(extends_clause value: (_) @base @inherit @scope.type . type_arguments: (_)? @arguments)
(implements_clause (_) @base @inherit)
(extends_type_clause type: (_) @base @inherit)

(class_body (method_definition
  name: [
    (property_identifier) @name
    (private_property_identifier) @name
    (string (string_fragment) @name)
    (computed_property_name) @name
  ]
  parameters: (_) @parameters
  return_type: (type_annotation (_) @result)
  body: (_) @body) @definition.method)
(class_body (method_signature
  name: [(property_identifier) (private_property_identifier)] @name
  parameters: (_) @parameters
  return_type: (type_annotation (_) @result)?) @definition.method @modifier.alternative)
(class_body (abstract_method_signature
  name: (property_identifier) @name
  parameters: (_) @parameters
  return_type: (type_annotation (_) @result)?) @definition.method @modifier.abstract)
(abstract_method_signature "get") @modifier.property
(abstract_method_signature "set") @modifier.property @modifier.alternative
(method_signature "get") @modifier.property
(method_signature "set") @modifier.property @modifier.alternative
(method_signature "static") @modifier.static
([(method_definition (override_modifier)) (public_field_definition (override_modifier))]
  @modifier.override)

(class_body (public_field_definition
  name: [(property_identifier) (private_property_identifier)] @name
  value: (_
    parameters: (_) @parameters
    return_type: (type_annotation (_) @result)
    body: (_) @body)) @definition.method)
(class_body (public_field_definition
  name: [(property_identifier) (private_property_identifier)] @name
  value: [
    (_ parameters: (_) @parameters body: (_) @body)
    (_ parameter: (_) @parameters body: (_) @body)
  ]) @definition.method)
(class_body (public_field_definition
  name: [
    (property_identifier) @name
    (private_property_identifier) @name
    (string (string_fragment) @name)
  ]
  type: (type_annotation (_) @type)?
  value: (_)? @value @body) @definition.field)
(public_field_definition "static") @modifier.static
(public_field_definition "abstract") @modifier.abstract
(public_field_definition
  name: (property_identifier) @name value: [(string) (array)] @value) @literal

; ---- interfaces, types, enums, namespaces ----

; Two interfaces of one name are one; so are two namespaces.
(interface_declaration
  name: (type_identifier) @name body: (_) @body) @definition.interface @modifier.alternative
(internal_module name: (_) @name body: (_)? @body) @definition.module @modifier.alternative
(module
  name: [
    (identifier) @name
    (nested_identifier) @name
    (string (string_fragment) @name)
  ]
  body: (_)? @body) @definition.module @modifier.alternative
(ambient_declaration
  "global" @name (statement_block) @body) @definition.module @modifier.alternative

(interface_body [
  (property_signature
    name: [(property_identifier) @name (string (string_fragment) @name)]
    type: (type_annotation (_) @type)?) @definition.field @modifier.abstract
  (method_signature
    name: (property_identifier) @name
    parameters: (_) @parameters
    return_type: (type_annotation (_) @result)?) @definition.method @modifier.abstract
])

(property_signature "?") @modifier.optional
(method_signature "?") @modifier.optional

(type_alias_declaration
  name: (type_identifier) @name value: [(object_type) (intersection_type)] @body) @definition.type
(type_alias_declaration
  name: (type_identifier) @name value: (_) @type @body) @definition.type
(type_alias_declaration value: [
  (object_type [
    (property_signature
      name: [(property_identifier) @name (string (string_fragment) @name)]
      type: (type_annotation (_) @type)?) @definition.field @modifier.abstract
    (method_signature
      name: (property_identifier) @name
      parameters: (_) @parameters
      return_type: (type_annotation (_) @result)?) @definition.method @modifier.abstract
  ])
  (intersection_type (object_type [
    (property_signature
      name: [(property_identifier) @name (string (string_fragment) @name)]
      type: (type_annotation (_) @type)?) @definition.field @modifier.abstract
    (method_signature
      name: (property_identifier) @name
      parameters: (_) @parameters
      return_type: (type_annotation (_) @result)?) @definition.method @modifier.abstract
  ]))
  (intersection_type (intersection_type (object_type [
    (property_signature
      name: [(property_identifier) @name (string (string_fragment) @name)]
      type: (type_annotation (_) @type)?) @definition.field @modifier.abstract
    (method_signature
      name: (property_identifier) @name
      parameters: (_) @parameters
      return_type: (type_annotation (_) @result)?) @definition.method @modifier.abstract
  ])))
])
; type A = B & { … } has the members of B.
(type_alias_declaration value: (intersection_type
  [(type_identifier) (nested_type_identifier) (generic_type)] @base @inherit))
(type_alias_declaration value: (intersection_type (intersection_type
  [(type_identifier) (nested_type_identifier) (generic_type)] @base @inherit)))

(enum_declaration name: (identifier) @name body: (_) @body) @definition.enum
(enum_body name: (property_identifier) @name @definition.enum_member)
(enum_body name: (string (string_fragment) @name) @definition.enum_member)
(enum_assignment
  name: [(property_identifier) @name (string (string_fragment) @name)]
  value: (_) @value @body) @definition.enum_member

; ---- objects of a file: methods with a result, and all behind `as const` and `satisfies` ----

(program (_ (variable_declarator name: (identifier) value: (object [
  (method_definition
    name: (property_identifier) @name
    parameters: (_) @parameters
    return_type: (type_annotation (_) @result)
    body: (_) @body) @definition.method
  (pair key: (property_identifier) @name value: (_
    parameters: (_) @parameters
    return_type: (type_annotation (_) @result)
    body: (_) @body)) @definition.method
]))))
(program (export_statement "default" value: (object [
  (method_definition
    name: (property_identifier) @name
    parameters: (_) @parameters
    return_type: (type_annotation (_) @result)
    body: (_) @body) @definition.method
  (pair key: (property_identifier) @name value: (_
    parameters: (_) @parameters
    return_type: (type_annotation (_) @result)
    body: (_) @body)) @definition.method
])))
(program (export_statement declaration: (_ (variable_declarator name: (identifier) value: (object [
  (method_definition
    name: (property_identifier) @name
    parameters: (_) @parameters
    return_type: (type_annotation (_) @result)
    body: (_) @body) @definition.method
  (pair key: (property_identifier) @name value: (_
    parameters: (_) @parameters
    return_type: (type_annotation (_) @result)
    body: (_) @body)) @definition.method
])))))
(program (_ (variable_declarator name: (identifier) value: [
  (as_expression . (object [
    (method_definition
      name: (property_identifier) @name parameters: (_) @parameters body: (_) @body)
      @definition.method
    (pair key: (property_identifier) @name value: [
      (_ parameters: (_) @parameters body: (_) @body)
      (_ parameter: (_) @parameters body: (_) @body)
    ]) @definition.method
  ]))
  (satisfies_expression . (object [
    (method_definition
      name: (property_identifier) @name parameters: (_) @parameters body: (_) @body)
      @definition.method
    (pair key: (property_identifier) @name value: [
      (_ parameters: (_) @parameters body: (_) @body)
      (_ parameter: (_) @parameters body: (_) @body)
    ]) @definition.method
  ]))
])))
(program (export_statement declaration: (_ (variable_declarator name: (identifier) value: [
  (as_expression . (object [
    (method_definition
      name: (property_identifier) @name parameters: (_) @parameters body: (_) @body)
      @definition.method
    (pair key: (property_identifier) @name value: [
      (_ parameters: (_) @parameters body: (_) @body)
      (_ parameter: (_) @parameters body: (_) @body)
    ]) @definition.method
  ]))
  (satisfies_expression . (object [
    (method_definition
      name: (property_identifier) @name parameters: (_) @parameters body: (_) @body)
      @definition.method
    (pair key: (property_identifier) @name value: [
      (_ parameters: (_) @parameters body: (_) @body)
      (_ parameter: (_) @parameters body: (_) @body)
    ]) @definition.method
  ]))
]))))
(program (_ (variable_declarator name: (identifier) value: [
  (as_expression . (object (pair
    key: [(property_identifier) @name (string (string_fragment) @name)]
    value: (_) @value @body) @definition.field))
  (satisfies_expression . (object (pair
    key: [(property_identifier) @name (string (string_fragment) @name)]
    value: (_) @value @body) @definition.field))
])))
(program (export_statement declaration: (_ (variable_declarator name: (identifier) value: [
  (as_expression . (object (pair
    key: [(property_identifier) @name (string (string_fragment) @name)]
    value: (_) @value @body) @definition.field))
  (satisfies_expression . (object (pair
    key: [(property_identifier) @name (string (string_fragment) @name)]
    value: (_) @value @body) @definition.field))
]))))

; ---- names with a type ----

(statement_block [
  (lexical_declaration (variable_declarator
    name: (identifier) @name
    type: (type_annotation (_) @type)
    value: (_)? @value) @binding)
  (variable_declaration (variable_declarator
    name: (identifier) @name
    type: (type_annotation (_) @type)
    value: (_)? @value) @binding)
  (lexical_declaration (variable_declarator
    name: (identifier) @name value: (as_expression (_) . (_) @type)) @binding)
])
(lexical_declaration "const" (variable_declarator
  name: (identifier) @name
  type: (type_annotation (_) @type)
  value: (_)? @value @body) @definition.constant)
(variable_declarator
  name: (identifier) @name
  type: (type_annotation (_) @type)
  value: (_)? @value @body) @definition.variable
(lexical_declaration "const" (variable_declarator
  name: (identifier) @name
  value: (as_expression (_) @value . (_) @type) @body) @definition.constant)

; ---- what must be of a type that is written beside it ----

(variable_declarator type: (type_annotation (_) @type) value: (_) @value) @record
(public_field_definition type: (type_annotation (_) @type) value: (_) @value) @record
(required_parameter type: (type_annotation (_) @type) value: (_) @value) @record
(arrow_function return_type: (type_annotation (_) @type) body: (expression) @value) @record
(satisfies_expression . (_) @value . (_) @type .) @record

; ---- uses ----

; f!(a)    this.f!(a)    f<T>(a)
(call_expression
  function: (non_null_expression (identifier) @name @reference.call)
  arguments: (arguments) @arguments)
(call_expression
  function: (non_null_expression (member_expression
    object: (_) @receiver property: (_) @name @reference.call))
  arguments: (arguments) @arguments)

; ({ a, b: c }: Props) reads Props.a and Props.b; const p: Props = { a, b: 1 } writes them.
((required_parameter
  pattern: (object_pattern [
    (shorthand_property_identifier_pattern) @name @free @reference.read
    (object_assignment_pattern
      left: (shorthand_property_identifier_pattern) @name @free @reference.read)
    (pair_pattern key: (property_identifier) @name @free @reference.read)
  ])
  type: (type_annotation [
    (type_identifier) @receiver
    (nested_type_identifier) @receiver
    (generic_type
      name: (_) @_wrapper type_arguments: (type_arguments . (_) @receiver))
  ]))
  (#match? @_wrapper "(Partial|Readonly|Required|PropsWithChildren|PropsWithRef)$"))
((required_parameter
  pattern: (object_pattern [
    (shorthand_property_identifier_pattern) @name @free @reference.read
    (object_assignment_pattern
      left: (shorthand_property_identifier_pattern) @name @free @reference.read)
    (pair_pattern key: (property_identifier) @name @free @reference.read)
  ])
  type: (type_annotation (generic_type name: (_) @receiver)))
  (#not-match? @receiver "(Partial|Readonly|Required|PropsWithChildren|PropsWithRef)$"))
((variable_declarator
  type: (type_annotation
    (generic_type name: (_) @_fc type_arguments: (type_arguments . (_) @receiver)))
  value: (arrow_function parameters: (formal_parameters . (required_parameter
    pattern: (object_pattern [
      (shorthand_property_identifier_pattern) @name @free @reference.read
      (object_assignment_pattern
        left: (shorthand_property_identifier_pattern) @name @free @reference.read)
      (pair_pattern key: (property_identifier) @name @free @reference.read)
    ])
    !type))))
  (#match? @_fc "(FC|FunctionComponent)$"))
((_
  type: (type_annotation [
    (type_identifier) @receiver
    (nested_type_identifier) @receiver
    (generic_type
      name: (_) @_wrapper type_arguments: (type_arguments . (_) @receiver))
  ])
  value: (object [
    (pair key: (property_identifier) @name @free @reference.write)
    (shorthand_property_identifier) @name @free @reference.write
  ]))
  (#match? @_wrapper "(Partial|Readonly|Required|PropsWithChildren|PropsWithRef)$"))

; type T = import("./y").A
((member_expression
  object: (call_expression function: (import) arguments: (arguments . (string) @module)) @none
  property: (property_identifier) @member) @import
  (#match? @member "^[A-Z]"))

(_ name: (nested_identifier object: (_) @none property: (_) @none) body: (_))
(nested_type_identifier module: (_) @receiver name: (type_identifier) @name @reference.type)
(nested_type_identifier module: (identifier) @name @reference.read)
(nested_identifier object: (_) @receiver property: (_) @name @reference.read)
(nested_identifier object: [
  (identifier) @name @reference.read
  (member_expression object: (identifier) @name @reference.read)
])
(type_query (identifier) @name @reference.read)
(type_query (member_expression object: (identifier) @name @reference.read))
(import_alias "=" . (identifier) @name @reference.read)
(primary_type/type_identifier) @name @reference.type
(generic_type name: (type_identifier) @name @reference.type)
(extends_type_clause type: (type_identifier) @name @reference.type)

; ---- choices that the type checker holds to be complete: what is left over is never ----

((switch_statement
  value: (parenthesized_expression (_) @value)
  body: (switch_body (switch_default [
    (expression_statement (call_expression function: (_) @_never))
    (return_statement (call_expression function: (_) @_never))
    (throw_statement (call_expression function: (_) @_never))
  ]))) @choice.exhaustive
  (#match? @_never "[nN]ever|[eE]xhausti"))
((switch_statement
  value: (parenthesized_expression (_) @value)
  body: (switch_body (switch_default
    (lexical_declaration (variable_declarator type: (type_annotation (_) @_never))))))
  @choice.exhaustive
  (#eq? @_never "never"))
((switch_statement
  value: (parenthesized_expression (_) @value)
  body: (switch_body (switch_default
    (statement_block (lexical_declaration (variable_declarator type: (type_annotation (_) @_never)))))))
  @choice.exhaustive
  (#eq? @_never "never"))
((switch_statement
  value: (parenthesized_expression (_) @value)
  body: (switch_body (switch_default (_ (satisfies_expression (_) (_) @_never)))))
  @choice.exhaustive
  (#eq? @_never "never"))

; ---- entries ----

(object) @entries
(object [
  (pair key: [(property_identifier) (string) (number)] @name)
  (shorthand_property_identifier) @name
] @entry.refused)

; ---- decorators: before the member, or before the class that is exported

[
  (class_body (decorator (call_expression
    function: (_) @target arguments: (arguments) @arguments)) @site.above)
  (export_statement (decorator (call_expression
    function: (_) @target arguments: (arguments) @arguments)) @site.above)
]
