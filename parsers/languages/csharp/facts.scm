; C#. What the captures mean: ../README.md. Earlier patterns win.

; ---- namespaces and usings

(compilation_unit
  [(file_scoped_namespace_declaration name: (_) @name)
   (namespace_declaration name: (_) @name)] @package)
; A file's facts have one namespace: what is in another is kept apart under its name.
(compilation_unit
  (namespace_declaration)
  (namespace_declaration name: (_) @name body: (_) @body) @definition.module)
(namespace_declaration body: (declaration_list
  (namespace_declaration name: (_) @name body: (_) @body) @definition.module))
[(file_scoped_namespace_declaration name: [
   (identifier) @none
   (qualified_name [
     (identifier) @none
     (qualified_name [
       (identifier) @none
       (qualified_name [
         (identifier) @none
         (qualified_name [(identifier) @none (qualified_name (identifier) @none)])])])])])
 (namespace_declaration name: [
   (identifier) @none
   (qualified_name [
     (identifier) @none
     (qualified_name [
       (identifier) @none
       (qualified_name [
         (identifier) @none
         (qualified_name [(identifier) @none (qualified_name (identifier) @none)])])])])])]

; using A = B.C;    using A = B;    using A = List<B>;
(using_directive
  name: (identifier) @local
  (qualified_name qualifier: (_) @module name: (identifier) @member)) @import
(using_directive name: (identifier) @local (identifier) @module) @import
(using_directive name: (identifier) @name @binding (_) @type)
; A global one is seen by every file of the project.
(using_directive "global" [(identifier) (qualified_name)] @module @star @re_export) @import
(using_directive [(identifier) (qualified_name)] @module @star) @import

; ---- types

(class_declaration name: (_) @name body: (_)? @body) @definition.class
(struct_declaration name: (_) @name body: (_)? @body) @definition.class
(record_declaration name: (_) @name body: (_)? @body) @definition.class
(interface_declaration name: (_) @name body: (_)? @body) @definition.interface
(enum_declaration name: (_) @name body: (_)? @body) @definition.enum
(delegate_declaration name: (_) @name) @definition.type
(enum_member_declaration name: (_) @name value: (_)? @value @body) @definition.enum_member

; The parts of a partial type are one.
([(class_declaration (modifier) @_partial)
  (struct_declaration (modifier) @_partial)
  (record_declaration (modifier) @_partial)
  (interface_declaration (modifier) @_partial)
  (method_declaration (modifier) @_partial)] @modifier.alternative
  (#eq? @_partial "partial"))
((class_declaration (modifier) @_abstract) @modifier.abstract (#eq? @_abstract "abstract"))

(base_list . [
  (identifier) @name
  (generic_name . (identifier) @name)
  (qualified_name qualifier: (_) @receiver name: (identifier) @name)
] . (argument_list) @arguments) @reference.construct
(base_list
  [(identifier) (generic_name) (qualified_name) (alias_qualified_name)] @base @inherit)
(base_list) @scope.type

; A parameter of a record is a property, and that of a class may be used in its whole body. The
; extent is the type, for the name is the parameter's, too.
(record_declaration (parameter_list
  (parameter type: (_) @type @definition.field name: (identifier) @name @free)))
([(class_declaration (parameter_list
    (parameter type: (_) @type @definition.field @modifier.private name: (identifier) @name @free)))
  (struct_declaration (parameter_list
    (parameter type: (_) @type @definition.field @modifier.private name: (identifier) @name
      @free)))])
(record_declaration (parameter_list) @parameters @definition.method @modifier.constructor)
(class_declaration (parameter_list) @parameters @definition.method @modifier.constructor)
(struct_declaration (parameter_list) @parameters @definition.method @modifier.constructor)

; ---- members

; An extension method belongs to the type of its first parameter.
(method_declaration
  returns: (_) @result
  name: (identifier) @name
  parameters: (parameter_list . (parameter
    (modifier) @_this
    type: [
      (generic_name . (identifier) @owner)
      (nullable_type type: (identifier) @owner)
      (nullable_type type: (generic_name . (identifier) @owner))])) @parameters
  body: (_)? @body
  (#eq? @_this "this")) @definition.method
(method_declaration
  returns: (_) @result
  name: (identifier) @name
  parameters: (parameter_list . (parameter (modifier) @_this type: (_) @owner)) @parameters
  body: (_)? @body
  (#eq? @_this "this")) @definition.method

; What an interface declares without a body must be implemented.
(interface_declaration body: (declaration_list
  (method_declaration
    returns: (_) @result
    name: (identifier) @name
    parameters: (_) @parameters
    !body) @definition.method @modifier.abstract))
(interface_declaration body: (declaration_list
  (property_declaration
    type: (_) @type
    name: (identifier) @name
    accessors: (accessor_list (accessor_declaration !body))
    !value) @definition.field @modifier.abstract))

(method_declaration
  returns: (_) @result
  name: (identifier) @name
  parameters: (_) @parameters
  body: (_)? @body) @definition.method
; The one that is static belongs to nobody's call.
((constructor_declaration (modifier) @_static) @none @scope.function (#eq? @_static "static"))
(constructor_declaration
  parameters: (_) @parameters body: (_)? @body) @definition.method @modifier.constructor
(constructor_declaration name: (identifier) @none)
(destructor_declaration name: (identifier) @none) @scope.function
(indexer_declaration) @scope.function
(conversion_operator_declaration) @scope.function
(operator_declaration
  type: (_) @result
  operator: _ @name
  parameters: (_) @parameters
  body: (_)? @body) @definition.method @modifier.static
(local_function_statement
  type: (_) @result
  name: (identifier) @name
  parameters: (_) @parameters
  body: (_)? @body) @definition.function

(property_declaration
  type: (_) @type
  name: (identifier) @name
  accessors: (accessor_list (accessor_declaration body: (_))) @body) @definition.field
(property_declaration
  type: (_) @type name: (identifier) @name value: (_)? @body) @definition.field
(property_declaration value: (arrow_expression_clause) @scope.function)
(accessor_declaration body: (_) @scope.function)

(field_declaration (variable_declaration
  type: (_) @type
  (variable_declarator name: (identifier) @name "="? . (_)? @value @body))) @definition.field
(event_field_declaration (variable_declaration
  type: (_) @type (variable_declarator name: (identifier) @name))) @definition.field
(event_declaration type: (_) @type name: (identifier) @name accessors: (_)? @body)
  @definition.field

([(class_declaration (modifier) @_m) (struct_declaration (modifier) @_m)
  (record_declaration (modifier) @_m) (interface_declaration (modifier) @_m)
  (enum_declaration (modifier) @_m) (delegate_declaration (modifier) @_m)
  (method_declaration (modifier) @_m) (constructor_declaration (modifier) @_m)
  (property_declaration (modifier) @_m) (field_declaration (modifier) @_m)
  (event_field_declaration (modifier) @_m) (event_declaration (modifier) @_m)] @modifier.private
  (#eq? @_m "private"))
([(method_declaration (modifier) @_m) (property_declaration (modifier) @_m)
  (event_field_declaration (modifier) @_m)] @modifier.abstract
  (#eq? @_m "abstract"))
([(method_declaration (modifier) @_m) (property_declaration (modifier) @_m)
  (event_field_declaration (modifier) @_m)] @modifier.override
  (#eq? @_m "override"))
([(property_declaration (modifier) @_m) (field_declaration (modifier) @_m)
  (event_field_declaration (modifier) @_m) (event_declaration (modifier) @_m)
  (constructor_declaration (modifier) @_m)] @modifier.static
  (#any-of? @_m "static" "const"))
; An extension method is called through an instance.
((method_declaration (modifier) @_m parameters: (parameter_list . ")")) @modifier.static
  (#eq? @_m "static"))
((method_declaration
  (modifier) @_m parameters: (parameter_list . (parameter . type: (_)))) @modifier.static
  (#eq? @_m "static"))
((method_declaration
  (modifier) @_m
  parameters: (parameter_list . (parameter . [(modifier) (attribute_list)] @_first)))
  @modifier.static
  (#eq? @_m "static") (#not-eq? @_first "this"))
((method_declaration (modifier) @_m parameters: (parameter_list . "params")) @modifier.static
  (#eq? @_m "static"))

; ---- parameters

(parameter_list . (parameter
  (modifier) @_this type: (_) @type name: (identifier) @name) @parameter.receiver
  (#eq? @_this "this"))
(parameter
  type: (_)? @type name: (identifier) @name "=" (_) @default) @parameter.positional
(parameter type: (_)? @type name: (identifier) @name) @parameter.positional
(parameter_list
  "params" type: (array_type type: (_) @type) name: (identifier) @name @parameter.rest)
(parameter_list "params" type: (_) @type name: (identifier) @name @parameter.rest)
; Of LINQ's methods, each function that is handed over is given an element of what they are called on.
(invocation_expression
  function: (member_access_expression expression: (_) @element)
  arguments: (argument_list (argument
    (lambda_expression parameters: (implicit_parameter) @parameter.positional))))
(implicit_parameter) @parameter.positional
(type_parameter name: (identifier) @name) @binding.type

; ---- scopes

[(lambda_expression) (anonymous_method_expression)] @scope.function
[(block) (for_statement) (foreach_statement) (using_statement) (catch_clause) (fixed_statement)
 (switch_section) (switch_expression_arm) (query_expression)] @scope.block
[(preproc_if) (preproc_elif) (preproc_else)] @scope.branch
[(preproc_if condition: (identifier) @none) (preproc_elif condition: (identifier) @none)]
(attribute_list) @decorator
[(type_argument_list) (type_parameter_constraints_clause) (typeof_expression)] @scope.type
[(variable_declaration type: (_) @scope.type)
 (parameter type: (_) @scope.type)
 (parameter_list type: (_) @scope.type)
 (method_declaration returns: (_) @scope.type)
 (local_function_statement type: (_) @scope.type)
 (delegate_declaration type: (_) @scope.type)
 (property_declaration type: (_) @scope.type)
 (indexer_declaration type: (_) @scope.type)
 (operator_declaration type: (_) @scope.type)
 (conversion_operator_declaration type: (_) @scope.type)
 (event_declaration type: (_) @scope.type)
 (foreach_statement type: (_) @scope.type)
 (catch_declaration type: (_) @scope.type)
 (declaration_pattern type: (_) @scope.type)
 (declaration_expression type: (_) @scope.type)
 (recursive_pattern type: (_) @scope.type)
 (type_pattern type: (_) @scope.type)
 (cast_expression type: (_) @scope.type)
 (default_expression type: (_) @scope.type)
 (array_creation_expression type: (_) @scope.type)
 (is_expression right: (_) @scope.type)
 (as_expression right: (_) @scope.type)
 (explicit_interface_specifier (_) @scope.type)]

; ---- local names

(variable_declaration
  type: (_) @type
  (variable_declarator name: (identifier) @name . "=" . (_) @value) @binding)
(variable_declaration type: (_) @type (variable_declarator name: (identifier) @name) @binding)
(variable_declaration (variable_declarator
  (tuple_pattern (identifier) @name @index) "=" (_) @value)) @binding
(foreach_statement type: (_) @type left: (identifier) @name right: (_) @element) @binding
(foreach_statement left: (tuple_pattern (identifier) @name)) @binding
(tuple_pattern (identifier) @name @binding)
(catch_declaration type: (_) @type name: (identifier) @name) @binding
(declaration_pattern type: (_) @type name: (identifier) @name) @binding
(recursive_pattern type: (_) @type name: (identifier) @name) @binding
(recursive_pattern name: (identifier) @name) @binding
(var_pattern name: (identifier) @name) @binding
(list_pattern name: (identifier) @name) @binding
(declaration_expression type: (_) @type name: (identifier) @name) @binding
(parenthesized_variable_designation name: (identifier) @name @binding)
(from_clause type: (_) @type name: (identifier) @name) @binding
(from_clause name: (identifier) @name (_) @element) @binding
(let_clause . (identifier) @name . (_) @value) @binding
(join_clause . (identifier) @name) @binding
(join_into_clause (identifier) @name) @binding

; ---- names that refer to nothing elsewhere

(attribute_argument name: (identifier) @none)
(argument name: (identifier) @none)
(tuple_element name: (identifier) @none)
(anonymous_object_creation_expression (identifier) @none . "=")
(goto_statement (identifier) @none)
(labeled_statement . (identifier) @none)
(alias_qualified_name alias: (identifier) @none)
((identifier) @none (#eq? @none "_"))

; ---- uses: attributes

; [Cached(5, Key = "a")]: members are set behind the arguments, and which are which no list tells.
(attribute
  name: [
    (identifier) @name @suffixed
    (qualified_name qualifier: (_) @receiver name: (identifier) @name @suffixed)
  ]
  (attribute_argument_list (attribute_argument name: (_) "=") .)) @reference.type
(attribute
  name: [
    (identifier) @name @suffixed
    (qualified_name qualifier: (_) @receiver name: (identifier) @name @suffixed)
  ]
  (attribute_argument_list) @arguments) @reference.construct
(attribute
  name: [
    (identifier) @name @suffixed
    (qualified_name qualifier: (_) @receiver name: (identifier) @name @suffixed)
  ]) @reference.type
(attribute name: (generic_name (identifier) @none))

; ---- uses: making a value

; new User { Name = n } passes nothing: a name has no children to be counted.
(object_creation_expression
  type: [
    (identifier) @name @arguments
    (generic_name . (identifier) @name @arguments)
    (qualified_name qualifier: (_) @receiver name: (identifier) @name @arguments)
  ]
  !arguments
  initializer: (_)) @reference.construct
(object_creation_expression
  type: [
    (identifier) @name
    (generic_name . (identifier) @name)
    (qualified_name qualifier: (_) @receiver name: [
      (identifier) @name (generic_name . (identifier) @name)])
  ]
  arguments: (_)? @arguments) @reference.construct
; The type stands where the value goes to: User user = new("a");
(variable_declaration
  type: [
    (identifier) @name
    (generic_name . (identifier) @name)
    (qualified_name qualifier: (_) @receiver name: (identifier) @name)
  ]
  (variable_declarator
    (implicit_object_creation_expression (argument_list) @arguments @free) @reference.construct))
(property_declaration
  type: [(identifier) @name (generic_name . (identifier) @name)]
  value: (implicit_object_creation_expression (argument_list) @arguments @free)
    @reference.construct)

; new User { Name = n }    user with { Name = n }    User { Name: n }
(object_creation_expression
  type: (_) @receiver
  initializer: (initializer_expression
    (assignment_expression left: (identifier) @name @reference.write)))
(variable_declaration
  type: [(identifier) (qualified_name) (generic_name)] @receiver
  (variable_declarator (implicit_object_creation_expression (initializer_expression
    (assignment_expression left: (identifier) @name @reference.write)))))
(implicit_object_creation_expression (initializer_expression
  (assignment_expression left: (identifier) @none)))
(initializer_expression (assignment_expression
  left: (identifier) @none right: (initializer_expression)))
(with_expression . (_) @receiver (with_initializer . (identifier) @name) @reference.write)
(recursive_pattern
  type: (_) @receiver
  (property_pattern_clause (subpattern . (identifier) @name) @reference.read))
(subpattern . (identifier) @none ":")

; ---- uses: calls

(invocation_expression function: (identifier) @none (#eq? @none "nameof"))
(invocation_expression
  function: [(identifier) @name (generic_name . (identifier) @name)]
  arguments: (_) @arguments) @reference.call
(invocation_expression
  function: [
    (member_access_expression
      expression: _ @receiver
      name: [(identifier) @name (generic_name . (identifier) @name)])
    (conditional_access_expression
      condition: _ @receiver
      (member_binding_expression
        name: [(identifier) @name (generic_name . (identifier) @name)]))
  ]
  arguments: (_) @arguments) @reference.call
; : base(a)    : this(a)
(constructor_initializer
  ["base" "this"] @name (argument_list) @arguments) @reference.construct

; ---- uses: writes and reads

(assignment_expression left: (identifier) @name @reference.write)
(assignment_expression
  left: (member_access_expression expression: _ @receiver name: (identifier) @name)
    @reference.write
  "="
  right: (_) @value)
(assignment_expression
  left: (member_access_expression expression: _ @receiver name: (identifier) @name)
    @reference.write)
[(postfix_unary_expression (identifier) @name @reference.write ["++" "--"])
 (prefix_unary_expression ["++" "--"] (identifier) @name @reference.write)]
(postfix_unary_expression
  (member_access_expression expression: _ @receiver name: (identifier) @name) @reference.write
  ["++" "--"])

(member_access_expression
  expression: _ @receiver
  name: [(identifier) @name (generic_name . (identifier) @name)]) @reference.read
(conditional_access_expression
  condition: _ @receiver
  (member_binding_expression
    name: [(identifier) @name (generic_name . (identifier) @name)])) @reference.read
(qualified_name
  qualifier: (_) @receiver
  name: [(identifier) @name (generic_name . (identifier) @name)]) @reference.read
(alias_qualified_name name: (identifier) @none)
(identifier) @reference.read

; ---- entries: members that an object begins with ----

(initializer_expression) @entries
(initializer_expression (assignment_expression left: (identifier) @name) @entry.refused)

; ---- attributes with values, loops, conditions, keys

(attribute name: (_) @target (attribute_argument_list)) @site
(attribute
  name: (_) @target
  (attribute_argument_list (attribute_argument name: (_) "=") .) @arguments) @site
(attribute name: (generic_name) @target (attribute_argument_list
  [(attribute_argument !name) (attribute_argument name: (_) ":")] .) @arguments) @site
(attribute name: (_) @target @arguments .) @site
[(for_statement body: (_) @body) (foreach_statement body: (_) @body) (while_statement body: (_) @body)
 (do_statement body: (_) @body)] @loop
(if_statement condition: (_) @value consequence: (_) @body !alternative) @guard
(if_statement condition: (_) @value consequence: (_) @body alternative: (_) @default) @guard
(conditional_expression condition: (_) @value consequence: (_) @body alternative: (_) @default)
  @guard
(while_statement condition: (_) @value body: (_) @body) @guard.only
((switch_statement value: (_) @value
  body: (switch_body (switch_section . (constant_pattern) @_is) @body)) @guard.only
  (#match? @_is "^(true$|\")"))
((switch_statement value: (_) @value
  body: (switch_body (switch_section . (constant_pattern) @_is) @body)) @guard.only.negated
  (#eq? @_is "false"))
((switch_expression . (_) @value
  (switch_expression_arm . (constant_pattern) @_is . (_) @body)) @guard.only
  (#match? @_is "^(true$|\")"))
((switch_expression . (_) @value
  (switch_expression_arm . (constant_pattern) @_is . (_) @body)) @guard.only.negated
  (#eq? @_is "false"))
[(return_statement) (throw_statement) (continue_statement)] @exit
(object_creation_expression
  type: (_) @target initializer: (initializer_expression) @arguments) @site.construct
(element_access_expression
  expression: (_) @target
  subscript: (bracketed_argument_list . (argument (string_literal) @arguments) .)) @site.index

; What a method gives that makes a name, or asks for something.
(return_statement [
  (string_literal) (interpolated_string_expression) (binary_expression) (invocation_expression)
  (await_expression) (identifier) (prefix_unary_expression)] @value) @returns
(arrow_expression_clause [
  (string_literal) (interpolated_string_expression) (binary_expression) (invocation_expression)
  (await_expression) (prefix_unary_expression)] @value @returns)

; ---- texts that are put together piece by piece

(variable_declarator name: (identifier) @name . "=" . (_) @value) @piece.first
(variable_declarator
  name: (identifier) @name . "=" .
  (object_creation_expression
    type: (identifier) @_builder arguments: (argument_list . (argument (_) @value)? .))
  (#eq? @_builder "StringBuilder")) @piece.first
(assignment_expression left: (identifier) @name "=" right: (_) @value) @piece.first
(assignment_expression left: (identifier) @name "+=" right: (_) @value) @piece
(invocation_expression
  function: (member_access_expression expression: (_) @receiver name: (identifier) @member)
  arguments: (argument_list . (argument . (_) @value .))
  (#any-of? @member "Append" "AppendFormat")) @piece
(invocation_expression
  function: (member_access_expression expression: (_) @receiver name: (identifier) @member)
  arguments: (argument_list . (argument . (_) @value .) .)
  (#any-of? @member "AppendLine" "Add")) @piece.item

; ---- choices: one whose value is taken throws where no case fits

(switch_expression . (_) @value) @choice.exhaustive
(switch_expression_arm
  . (constant_pattern [(member_access_expression) (identifier)] @name) @label . (_) .)
(switch_expression_arm . (or_pattern) @label.several . (_) .)
(or_pattern (constant_pattern [(member_access_expression) (identifier)] @name) @label.among)
(switch_expression_arm . [(discard) (var_pattern)] @label.default . (_) .)
