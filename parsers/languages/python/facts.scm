; Python. What the captures mean: ../README.md. Earlier patterns win.

; ---- imports

(import_statement name: (dotted_name) @module @import)
(import_statement
  name: (aliased_import name: (dotted_name) @module alias: (identifier) @local) @import)
(import_from_statement module_name: (_) @module name: (dotted_name) @member @import)
(import_from_statement
  module_name: (_) @module
  name: (aliased_import name: (dotted_name) @member alias: (identifier) @local) @import)
(import_from_statement module_name: (_) @module (wildcard_import) @star @import)
(future_import_statement name: (dotted_name (identifier) @none))

; ---- functions and classes

(function_definition "async") @modifier.async
(decorated_definition definition: (function_definition "async")) @modifier.async

; A fixture that is given a name is asked for by that one alone.
(decorated_definition
  (decorator
    (call
      function: [(identifier) @_fixture (attribute attribute: (identifier) @_fixture)]
      arguments: (argument_list
        (keyword_argument name: (identifier) @_key value: (string (string_content) @name)))))
  definition: (function_definition
    parameters: (parameters) @parameters return_type: (type)? @result body: (block) @body)
  (#eq? @_fixture "fixture")
  (#eq? @_key "name")) @definition.function
(decorated_definition
  (decorator
    (call
      function: [(identifier) @_fixture (attribute attribute: (identifier) @_fixture)]
      arguments: (argument_list (keyword_argument name: (identifier) @_key value: (string)))))
  definition: (function_definition name: (identifier) @none)
  (#eq? @_fixture "fixture")
  (#eq? @_key "name"))

(decorated_definition
  definition: (function_definition
    name: (identifier) @name parameters: (parameters) @parameters
    return_type: (type)? @result body: (block) @body)) @definition.function
(function_definition
  name: (identifier) @name parameters: (parameters) @parameters
  return_type: (type)? @result body: (block) @body) @definition.function

(decorated_definition
  definition: (class_definition
    name: (identifier) @name
    superclasses: (argument_list
      [(identifier) @_base (attribute attribute: (identifier) @_base)])
    body: (block) @body)
  (#any-of? @_base "Enum" "IntEnum" "StrEnum" "Flag" "IntFlag" "TextChoices" "IntegerChoices"))
  @definition.enum
(class_definition
  name: (identifier) @name
  superclasses: (argument_list
    [(identifier) @_base (attribute attribute: (identifier) @_base)])
  body: (block) @body
  (#any-of? @_base "Enum" "IntEnum" "StrEnum" "Flag" "IntFlag" "TextChoices" "IntegerChoices"))
  @definition.enum

(class_definition
  name: (identifier) @name
  superclasses: (argument_list
    [(identifier) @_base (attribute attribute: (identifier) @_base)
     (subscript value: (identifier) @_base)])
  body: (block) @body
  (#eq? @_base "Protocol")) @definition.interface

(decorated_definition
  definition: (class_definition name: (identifier) @name body: (block) @body)) @definition.class
(class_definition name: (identifier) @name body: (block) @body) @definition.class

(class_definition
  superclasses: (argument_list
    [(identifier) (attribute) (subscript) (call)] @base @inherit))

(class_definition
  superclasses: (argument_list (keyword_argument)) @site.head @arguments)
(call
  function: (attribute) @target
  arguments: (argument_list . [(binary_operator) (unary_operator)] .) @arguments) @site.around

(type_alias_statement
  left: (type [(identifier) @name (generic_type . (identifier) @name)])
  right: (type) @type) @definition.type

(decorator) @decorator

(decorated_definition
  (decorator [(identifier) @_name (attribute attribute: (identifier) @_name)])
  (#any-of? @_name
    "property" "cached_property" "abstractproperty" "hybrid_property" "setter" "deleter"))
  @modifier.property
(decorated_definition
  (decorator [(identifier) @_name (attribute attribute: (identifier) @_name)])
  (#any-of? @_name "overload" "setter" "deleter" "getter" "expression" "comparator"))
  @modifier.alternative
(decorated_definition
  (decorator (identifier) @_name) (#eq? @_name "staticmethod")) @modifier.static
(decorated_definition
  (decorator [(identifier) @_name (attribute attribute: (identifier) @_name)])
  (#any-of? @_name "abstractmethod" "abstractproperty")) @modifier.abstract

; ---- parameters; which of them is the receiver is said in language.json

(parameters
  [(keyword_separator) (list_splat_pattern) (typed_parameter . (list_splat_pattern))]
  [(identifier) @name
   (default_parameter name: (identifier) @name value: (_) @default)
   (typed_parameter . (identifier) @name type: (type) @type)
   (typed_default_parameter
     name: (identifier) @name type: (type) @type value: (_) @default)] @parameter.keyword_only)
(parameters
  [(identifier) @name
   (default_parameter name: (identifier) @name value: (_) @default)
   (typed_parameter . (identifier) @name type: (type) @type)
   (typed_default_parameter
     name: (identifier) @name type: (type) @type value: (_) @default)] @parameter.position_only
  (positional_separator))
(parameters
  [(identifier) @name
   (default_parameter name: (identifier) @name value: (_) @default)
   (typed_parameter . (identifier) @name type: (type) @type)
   (typed_default_parameter
     name: (identifier) @name type: (type) @type value: (_) @default)] @parameter.positional)
(parameters
  [(list_splat_pattern (identifier) @name)
   (typed_parameter . (list_splat_pattern (identifier) @name) type: (type) @type)]
  @parameter.rest)
(parameters
  [(dictionary_splat_pattern (identifier) @name)
   (typed_parameter . (dictionary_splat_pattern (identifier) @name) type: (type) @type)]
  @parameter.keyword_rest)
(lambda_parameters
  [(identifier) @name
   (default_parameter name: (identifier) @name value: (_) @default)
   (list_splat_pattern (identifier) @name)
   (dictionary_splat_pattern (identifier) @name)] @parameter.positional)

; pytest binds a parameter of a test or a fixture to the fixture of that name.
(function_definition
  name: (identifier) @_test
  parameters: (parameters
    [(identifier) @name (typed_parameter . (identifier) @name)] @free @reference.read)
  (#match? @_test "^test")
  (#not-any-of? @name "self" "cls"))
(decorated_definition
  (decorator
    [(identifier) @_fixture
     (attribute attribute: (identifier) @_fixture)
     (call function: [(identifier) @_fixture (attribute attribute: (identifier) @_fixture)])])
  definition: (function_definition
    parameters: (parameters
      [(identifier) @name (typed_parameter . (identifier) @name)] @free @reference.read))
  (#eq? @_fixture "fixture")
  (#not-any-of? @name "self" "cls"))

(decorator
  (call
    function: (attribute attribute: (identifier) @_fixture)
    arguments: (argument_list (string (string_content) @name) @free @reference.read))
  (#eq? @_fixture "usefixtures"))

; ---- scopes

(lambda) @scope.function
[(list_comprehension) (set_comprehension) (dictionary_comprehension) (generator_expression)]
  @scope.block
(type) @scope.type
[(if_statement) (try_statement)] @scope.branch
(global_statement (identifier) @scope.outer @none)
(nonlocal_statement (identifier) @scope.outer @none)

; ---- assignments: module variables, class fields or local names, by where they stand

(assignment
  left: (attribute object: (identifier) @_self attribute: (identifier) @name)
  type: (type)? @type right: (_)? @value
  (#any-of? @_self "self" "cls")) @definition.field
(assignment
  left: (_
    (attribute object: (identifier) @_self attribute: (identifier) @name) @definition.field)
  (#any-of? @_self "self" "cls"))

(assignment
  left: (identifier) @name type: (type)? @type right: (_)? @value
  (#match? @name "^_*[A-Z][A-Z0-9_]*$")) @definition.constant
(assignment
  left: (identifier) @name type: (type)? @type right: (_)? @value) @definition.variable
(assignment
  left: [(pattern_list
           [(identifier) @name @index (tuple_pattern (identifier) @name @index) @index])
         (tuple_pattern
           [(identifier) @name @index (tuple_pattern (identifier) @name @index) @index])
         (list_pattern (identifier) @name @index)]
  right: (_) @value) @definition.variable
(assignment left: (_ (list_splat_pattern (identifier) @name) @definition.variable))

; Django and Alembic keep revisions and dependencies in such constants.
(assignment
  left: (identifier) @name
  right: [(string) (concatenated_string) (list) (tuple) (set)] @value) @literal

; ---- local names

(for_statement
  left: [(identifier) @name
         (pattern_list
           [(identifier) @name @index
            (tuple_pattern
              [(identifier) @name @index
               (tuple_pattern (identifier) @name @index) @index]) @index])
         (tuple_pattern
           [(identifier) @name @index (tuple_pattern (identifier) @name @index) @index])
         (list_pattern (identifier) @name @index)]
  right: (_) @element) @binding
(for_in_clause
  left: [(identifier) @name
         (pattern_list
           [(identifier) @name @index
            (tuple_pattern
              [(identifier) @name @index
               (tuple_pattern (identifier) @name @index) @index]) @index])
         (tuple_pattern
           [(identifier) @name @index (tuple_pattern (identifier) @name @index) @index])
         (list_pattern (identifier) @name @index)]
  right: (_) @element) @binding
(for_statement left: (_ (list_splat_pattern (identifier) @name) @binding))
(for_in_clause left: (_ (list_splat_pattern (identifier) @name) @binding))
(named_expression name: (identifier) @name value: (_) @value) @binding
(except_clause
  value: (as_pattern
    . [(identifier) (attribute)] @type
    alias: (as_pattern_target (identifier) @name)) @binding)
(as_pattern
  . (_) @value
  alias: (as_pattern_target
    [(identifier) @name
     (tuple (identifier) @name @index)
     (list (identifier) @name @index)])) @binding

(case_pattern (dotted_name . (identifier) @name .)) @binding
(keyword_pattern (dotted_name . (identifier) @name .)) @binding
(case_pattern (as_pattern (case_pattern) (identifier) @name)) @binding
(splat_pattern (identifier) @name) @binding
(union_pattern (dotted_name . (identifier) @name .)) @binding
(keyword_pattern . (identifier) @none)
(class_pattern (dotted_name . (identifier) @name .)) @reference.read
[(case_pattern (dotted_name (identifier) @receiver . (identifier) @name .) @reference.read)
 (class_pattern (dotted_name (identifier) @receiver . (identifier) @name .) @reference.read)
 (union_pattern (dotted_name (identifier) @receiver . (identifier) @name .) @reference.read)
 (keyword_pattern (dotted_name (identifier) @receiver . (identifier) @name .) @reference.read)]

; ---- what functions return

(return_statement [
  (identifier) (attribute) (call) (subscript) (await)
  (string) (concatenated_string) (binary_operator) (boolean_operator) (not_operator)] @value)
  @returns

; ---- uses

(keyword_argument name: (identifier) @none)

; What stands in the block of a `with` is handed to the calls that it begins with.
(with_statement
  (with_clause (with_item value: [
    (call function: (identifier) @name arguments: (_) @arguments) @reference.call
    (as_pattern
      . (call function: (identifier) @name arguments: (_) @arguments) @reference.call)]))
  body: (_) @body)
(with_statement
  (with_clause (with_item value: [
    (call
      function: (attribute object: (_) @receiver attribute: (identifier) @name)
      arguments: (_) @arguments) @reference.call
    (as_pattern
      . (call
        function: (attribute object: (_) @receiver attribute: (identifier) @name)
        arguments: (_) @arguments) @reference.call)]))
  body: (_) @body)
(call function: (identifier) @name arguments: (_) @arguments) @reference.call
(call
  function: (attribute object: (_) @receiver attribute: (identifier) @name)
  arguments: (_) @arguments) @reference.call

(assignment
  left: (attribute object: (_) @receiver attribute: (identifier) @name) @reference.write
  right: (_) @value)
(assignment left: (attribute object: (_) @receiver attribute: (identifier) @name) @reference.write)
(augmented_assignment
  left: (attribute object: (_) @receiver attribute: (identifier) @name) @reference.write)
(augmented_assignment left: (identifier) @reference.write)
(delete_statement
  (attribute object: (_) @receiver attribute: (identifier) @name) @reference.write)

; A type in quotes, but for the texts of a Literal.
(generic_type
  . (identifier) @_literal (type_parameter (type (string) @none)) (#eq? @_literal "Literal"))
(type (string (string_content) @name) @reference.type)

(attribute object: (_) @receiver attribute: (identifier) @name) @reference.read
(identifier) @reference.read

; ---- documentation is not behaviour

(module . (expression_statement . (string) .) @ignore)
(function_definition body: (block . (expression_statement . (string) .) @ignore))
(class_definition body: (block . (expression_statement . (string) .) @ignore))

; ---- entries: keys, keyword arguments, routes, options of a command line ----

(dictionary) @entries
(dictionary (pair key: [(string) (integer) (attribute)] @name) @entry)
(argument_list) @entries
(argument_list (keyword_argument name: (identifier) @name) @entry.refused)
((decorator (call
  function: (attribute attribute: (identifier) @_method) @target
  arguments: (argument_list . (string) @name))) @entry
  (#any-of? @_method "get" "post" "put" "patch" "delete")
  (#match? @name "^.[/]"))
((decorator (call
  function: (attribute attribute: (identifier) @_route) @target
  arguments: (argument_list . (string)) @name)) @entry
  (#eq? @_route "route"))
((call
  function: (attribute attribute: (identifier) @_option) @target
  arguments: (argument_list . (string) @name)) @entry.refused
  (#eq? @_option "add_argument") (#match? @name "^.--"))

; ---- loops, conditions, keys

(for_statement body: (_) @body) @loop
(while_statement) @loop
[(list_comprehension body: (_) @body) (set_comprehension body: (_) @body)
 (dictionary_comprehension body: (_) @body) (generator_expression body: (_) @body)] @loop
[(list_comprehension (if_clause (_) @body)) (set_comprehension (if_clause (_) @body))
 (dictionary_comprehension (if_clause (_) @body)) (generator_expression (if_clause (_) @body))] @loop
(if_statement
  condition: (_) @value consequence: (_) @body . alternative: (else_clause body: (_) @default)) @guard
(if_statement condition: (_) @value consequence: (_) @body .) @guard
(if_statement condition: (_) @value consequence: (_) @body alternative: (elif_clause)) @guard
(elif_clause condition: (_) @value consequence: (_) @body) @guard
(while_statement condition: (_) @value body: (_) @body) @guard.only
(match_statement subject: (_) @value
  body: (block
    (case_clause . (case_pattern [(string) (true)]) consequence: (_) @body))) @guard.only
(match_statement subject: (_) @value
  body: (block (case_clause . (case_pattern (false)) consequence: (_) @body))) @guard.only.negated
(conditional_expression . (_) @body . (_) @value . (_) @default) @guard
[(return_statement) (raise_statement) (continue_statement)] @exit
(subscript value: (_) @target subscript: (string) @arguments) @site.index
; os.environ[name]: what a function is told to look up.
((subscript value: (_) @target subscript: (identifier) @arguments) @site.index
  (#match? @target "(^|\\.)environ$"))

; ---- texts that are put together piece by piece

(assignment left: (identifier) @name right: (_) @value) @piece.first
(augmented_assignment left: (identifier) @name operator: "+=" right: [
  (string) (concatenated_string) (binary_operator) (call) (identifier) (parenthesized_expression)
  (conditional_expression)
] @value) @piece
(augmented_assignment left: (identifier) @name operator: "+=" right: (list) @value) @piece.item
(call
  function: (attribute object: (identifier) @name attribute: (identifier) @_adds)
  arguments: (argument_list . (_) @value .)
  (#any-of? @_adds "append" "extend")) @piece.item
(call
  function: (attribute object: (identifier) @name attribute: (identifier) @_adds)
  arguments: (argument_list . (_) @value .)
  (#eq? @_adds "write")) @piece
