; Ruby. What the captures mean: ../README.md. Earlier patterns win.
;
; A bare name that no variable holds is a call of a method of self. A method is called by being
; named, so all are properties. The macros by which well-known libraries define methods are listed
; here as data: attr_reader, has_many, delegate, let and their like.

; ---- what other files are loaded

((call
   !receiver method: (identifier) @_require @none
   arguments: (argument_list . (string) @module)) @import
 (#any-of? @_require "require" "require_dependency" "load" "autoload_relative"))
((call
   !receiver method: (identifier) @_require @relative
   arguments: (argument_list . (string) @module)) @import
 (#eq? @_require "require_relative"))
((call
   !receiver method: (identifier) @_autoload
   arguments: (argument_list . (simple_symbol) . (string) @module)) @import
 (#eq? @_autoload "autoload"))

; ---- modules and classes; a module is a type too, since it has members and is mixed in

; What stands in such a module becomes a member of the class side of whoever includes the outer one.
((module name: (constant) @_name @none) (#eq? @_name "ClassMethods"))
(module
  name: (constant) @_name body: (body_statement (method) @modifier.static)
  (#eq? @_name "ClassMethods"))

(module name: (constant) @name body: (body_statement)? @body) @definition.class
(module
  name: (scope_resolution scope: (_) @owner name: (constant) @name)
  body: (body_statement)? @body) @definition.class
(module
  name: (scope_resolution !scope name: (constant) @name)
  body: (body_statement)? @body) @definition.class
(class name: (constant) @name body: (body_statement)? @body) @definition.class
(class
  name: (scope_resolution scope: (_) @owner name: (constant) @name)
  body: (body_statement)? @body) @definition.class
(class
  name: (scope_resolution !scope name: (constant) @name)
  body: (body_statement)? @body) @definition.class

; Point = Struct.new(:x, :y) do … end    Error = Class.new(StandardError)
(assignment
  left: (constant) @name
  right: (call
    receiver: (constant) @_maker method: (identifier) @_make block: (_ body: (_) @body)?)
  (#any-of? @_maker "Struct" "Class" "Module" "Data" "ImmutableStruct" "OpenStruct")
  (#any-of? @_make "new" "define")) @definition.class
(assignment
  left: (constant)
  right: (call
    receiver: (constant) @_maker method: (identifier) @_make
    arguments: (argument_list (simple_symbol) @definition.field @modifier.property))
  (#any-of? @_maker "Struct" "Data" "ImmutableStruct")
  (#any-of? @_make "new" "define"))
(assignment
  left: (constant)
  right: (call
    receiver: (constant) @_maker method: (identifier) @_make
    arguments: (argument_list . [(constant) (scope_resolution)] @base @inherit))
  (#eq? @_maker "Class") (#eq? @_make "new"))
(assignment
  left: (constant)
  right: (call receiver: (constant) @_maker @base @inherit method: (identifier) @_make)
  (#any-of? @_maker "Struct" "Data" "ImmutableStruct" "OpenStruct")
  (#any-of? @_make "new" "define"))
(class
  superclass: (superclass
    (call
      receiver: (constant) @_maker method: (identifier)
      arguments: (argument_list (simple_symbol) @definition.field @modifier.property)))
  (#any-of? @_maker "Struct" "Data"))

(class superclass: (superclass [(constant) (scope_resolution)] @base @inherit))
(class superclass: (superclass
  [(call receiver: (constant) @base @inherit)
   (call !receiver method: (constant) @base @inherit)
   (element_reference object: (_) @base @inherit)]))

((call
   !receiver method: (identifier) @_mix
   arguments: (argument_list [(constant) (scope_resolution)] @base @inherit.embeds))
 (#any-of? @_mix "include" "extend" "prepend"))

; ---- groups of examples (RSpec, Minitest): classes that no other file can name

((call
   method: (identifier) @_group
   arguments: (argument_list
     . [(string . (string_content) @name .) (constant) @name (scope_resolution) @name])
   block: (do_block body: (_)? @body)) @definition.class @modifier.local
 (#any-of? @_group
   "describe" "context" "feature" "xdescribe" "fdescribe" "xcontext" "fcontext"
   "shared_examples" "shared_examples_for" "shared_context" "it_behaves_like"
   "it_should_behave_like" "include_examples" "include_context"))
((call
   method: (identifier) @_group @name
   arguments: (argument_list)
   block: (do_block body: (_)? @body)) @definition.class @modifier.local
 (#any-of? @_group
   "describe" "context" "feature" "xdescribe" "fdescribe" "xcontext" "fcontext"
   "shared_examples" "shared_examples_for" "shared_context" "it_behaves_like"
   "it_should_behave_like" "include_examples" "include_context"))
((call
   method: (identifier) @_group
   arguments: (argument_list . (constant) @free @reference.read) block: (do_block))
 (#any-of? @_group "describe" "context" "feature" "xdescribe" "fdescribe"))
((call
   method: (identifier) @_group
   arguments: (argument_list
     . (scope_resolution scope: (_) @receiver @free name: (constant) @name) @reference.read)
   block: (do_block))
 (#any-of? @_group "describe" "context" "feature" "xdescribe" "fdescribe"))

((call
   !receiver method: (identifier) @_let
   arguments: (argument_list . (simple_symbol) @name @parameters)
   block: (_ body: (_)? @body)) @definition.function @modifier.property
 (#any-of? @_let
   "let" "let!" "subject" "subject!" "let_it_be" "let_it_be!" "let_it_be_with_reload"
   "given" "given!"))
((call
   !receiver method: (identifier) @_let
   arguments: (argument_list . (string . (string_content) @name .) @parameters)
   block: (_ body: (_)? @body)) @definition.function @modifier.property
 (#any-of? @_let "let" "let!" "subject" "subject!"))
((call
   !receiver method: (identifier) @name @parameters !arguments
   block: (_ body: (_)? @body)) @definition.function @modifier.property
 (#any-of? @name "subject" "subject!"))
((call
   !receiver method: (identifier) @_let arguments: (argument_list . (simple_symbol))
   block: (_ body: (_ (_) @value @returns .)))
 (#any-of? @_let "let" "let!" "subject" "subject!" "let_it_be" "given" "given!"))
((call
   !receiver method: (identifier) @_let !arguments block: (_ body: (_ (_) @value @returns .)))
 (#any-of? @_let "subject" "subject!"))

; ---- methods

(method) @modifier.property
(singleton_method) @modifier.property
(singleton_method object: [(self) (constant)]) @modifier.static
(singleton_class value: (self) body: (body_statement (method) @modifier.static))
(singleton_class
  value: (self)
  body: (body_statement
    (call !receiver method: (identifier) arguments: (argument_list (method) @modifier.static))))
(body_statement (identifier) @_all . (method) @modifier.static (#eq? @_all "module_function"))
(body_statement (identifier) @_all (method) @modifier.static (#eq? @_all "module_function"))
(body_statement
  (call !receiver method: (identifier) @_extend arguments: (argument_list (self)))
  (method) @modifier.static
  (#eq? @_extend "extend"))
((call
   !receiver method: (identifier) @_side
   block: (do_block body: (body_statement (method) @modifier.static)))
 (#eq? @_side "class_methods"))

; x= is the other form of x.
(method name: (setter) ) @modifier.alternative
(method
  name: (setter name: (identifier) @name)
  parameters: (method_parameters) @parameters body: (_)? @body) @definition.function
(singleton_method
  object: [(self) (constant)] name: (setter name: (identifier) @name)
  parameters: (method_parameters) @parameters body: (_)? @body) @definition.function
(method
  name: (_) @name parameters: (method_parameters) @parameters
  body: (_)? @body) @definition.function
(method name: (_) @name @parameters !parameters body: (_)? @body) @definition.function
(singleton_method
  object: [(self) (constant)] name: (_) @name
  parameters: (method_parameters) @parameters body: (_)? @body) @definition.function
(singleton_method
  object: [(self) (constant)] name: (_) @name @parameters !parameters
  body: (_)? @body) @definition.function
(singleton_method object: (identifier)) @scope.function
(singleton_method object: (identifier) name: (_) @none)

(method body: (body_statement (_) @value @returns .))
(singleton_method body: (body_statement (_) @value @returns .))
(return (argument_list . (_) @value .)) @returns

; define_method(:x) { |a| … }    scope :x, ->(a) { … }
((call
   !receiver method: (identifier) @_define
   arguments: (argument_list . [(simple_symbol) @name (string . (string_content) @name .)])
   block: (_ parameters: (_) @parameters body: (_)? @body))
  @definition.function @modifier.property
 (#any-of? @_define "define_method" "define_singleton_method"))
((call
   !receiver method: (identifier) @_define
   arguments: (argument_list
     . [(simple_symbol) @name @parameters (string . (string_content) @name @parameters .)])
   block: (_ !parameters body: (_)? @body))
  @definition.function @modifier.property
 (#any-of? @_define "define_method" "define_singleton_method"))
((call
   !receiver method: (identifier) @_scope
   arguments: (argument_list
     . (simple_symbol) @name
     . (lambda parameters: (_) @parameters body: (_ body: (_)? @body))))
  @definition.function @modifier.property
 (#eq? @_scope "scope"))
((call
   !receiver method: (identifier) @_scope
   arguments: (argument_list . (simple_symbol) @definition.field @modifier.property @modifier.static))
 (#any-of? @_scope "scope" "define_singleton_method"))
((call !receiver method: (identifier) @_scope arguments: (argument_list . (simple_symbol)))
  @modifier.static
 (#any-of? @_scope "scope" "define_singleton_method"))

; attr_reader :a, :b and what else makes one member of each symbol
((call
   !receiver method: (identifier) @_macro
   arguments: (argument_list
     [(simple_symbol) @definition.field @modifier.property
      (string . (string_content) @definition.field @modifier.property .)]))
 (#any-of? @_macro
   "attr_reader" "attr_writer" "attr_accessor" "attr" "attr_internal" "attr_internal_accessor"
   "delegate"))
; of the class and of its instances
((call
   !receiver method: (identifier) @_macro
   arguments: (argument_list (simple_symbol) @definition.field))
 (#any-of? @_macro
   "cattr_reader" "cattr_writer" "cattr_accessor" "mattr_reader" "mattr_writer" "mattr_accessor"
   "class_attribute" "thread_mattr_accessor" "thread_cattr_accessor" "config_accessor"))
(singleton_class
  value: (self)
  body: (body_statement
    (call !receiver method: (identifier) arguments: (argument_list (simple_symbol) @modifier.static))))
; delegate :a, :b, :to => :c reads c
((call
   !receiver method: (identifier) @_macro
   arguments: (argument_list (pair
     key: [(hash_key_symbol) (simple_symbol)] @_to value: (simple_symbol) @reference.read)))
 (#eq? @_macro "delegate") (#any-of? @_to "to" ":to"))
; has_many :lines and what else makes a member of its first symbol
((call
   !receiver method: (identifier) @_macro
   arguments: (argument_list . (simple_symbol) @definition.field @modifier.property))
 (#any-of? @_macro
   "has_many" "has_one" "belongs_to" "has_and_belongs_to_many" "has_one_attached"
   "has_many_attached" "has_rich_text" "attribute" "serialize" "enum" "composed_of" "helper_attr"
   "def_node_matcher" "def_node_search" "property" "option"))
((call
   !receiver method: (identifier) @_macro
   arguments: (argument_list . (_) (simple_symbol) @definition.field @modifier.property))
 (#any-of? @_macro "def_delegators" "store_accessor" "def_instance_delegators"))
; alias_method :new, :old    alias new old
((call
   !receiver method: (identifier) @_alias
   arguments: (argument_list
     . (simple_symbol) @name @definition.field @modifier.property . (simple_symbol)))
 (#any-of? @_alias "alias_method" "alias_attribute"))
((call
   !receiver method: (identifier) @_alias
   arguments: (argument_list . (simple_symbol) . (simple_symbol) @reference.read))
 (#any-of? @_alias "alias_method" "alias_attribute"))
(alias name: (_) @name alias: (identifier) @value) @definition.field @modifier.property
(alias alias: (identifier) @reference.read)
(alias name: (_) @none)
(alias alias: (_) @none)
(undef (_) @none)

; What a block is given that is called for each: `orders.find_each do |order|`.
(call receiver: (_) @element method: (identifier) @_each
  block: (_ parameters: (block_parameters . (identifier) @name @binding))
  (#any-of? @_each "each" "find_each"))

; What is configured in a block is what the call gives: `Sidekiq.configure_server do |config|`.
(call
  receiver: (constant) method: (identifier) @_configures
  block: [(block parameters: (block_parameters . (identifier) @name @binding))
          (do_block parameters: (block_parameters . (identifier) @name @binding))]
  (#match? @_configures "^configure")) @value

; So is what runs what it is told in a block at once, or in one go: `redis.pipelined do |pipeline|`.
(call
  method: (identifier) @_passes
  block: [(block parameters: (block_parameters . (identifier) @name @binding .))
          (do_block parameters: (block_parameters . (identifier) @name @binding .))]
  (#any-of? @_passes "pipelined" "multi" "redis")) @value

; ---- parameters: only those with a colon can be named by a caller

[(method_parameters (identifier) @parameter.position_only)
 (block_parameters (identifier) @parameter.position_only)
 (lambda_parameters (identifier) @parameter.position_only)]
(block_parameters locals: (identifier) @binding)
(optional_parameter name: (identifier) @name value: (_) @default) @parameter.position_only
(keyword_parameter name: (identifier) @name value: (_) @default) @parameter.keyword_only
(keyword_parameter name: (identifier) @name !value) @parameter.keyword_only
[(method_parameters (splat_parameter name: (identifier)? @name) @parameter.rest)
 (block_parameters (splat_parameter name: (identifier)? @name) @parameter.rest)
 (lambda_parameters (splat_parameter name: (identifier)? @name) @parameter.rest)]
[(method_parameters (hash_splat_parameter name: (identifier)? @name) @parameter.keyword_rest)
 (block_parameters (hash_splat_parameter name: (identifier)? @name) @parameter.keyword_rest)
 (lambda_parameters (hash_splat_parameter name: (identifier)? @name) @parameter.keyword_rest)]
(method_parameters (forward_parameter) @parameter.rest)
[(method_parameters (destructured_parameter) @parameter.position_only)
 (block_parameters (destructured_parameter) @parameter.position_only)
 (lambda_parameters (destructured_parameter) @parameter.position_only)]
(destructured_parameter (identifier) @binding)
(destructured_parameter (splat_parameter name: (identifier) @binding))
(block_parameter name: (identifier) @binding)

; ---- scopes: a block sees the variables around it, a method, class or module does not

[(method) (singleton_method) (class) (module) (singleton_class)] @scope.closed
(lambda) @scope.function
((call
   !receiver method: (_) @_called block: (_) @scope.function)
 (#not-any-of? @_called
   "describe" "context" "feature" "xdescribe" "fdescribe" "xcontext" "fcontext"
   "shared_examples" "shared_examples_for" "shared_context" "it_behaves_like"
   "it_should_behave_like" "include_examples" "include_context"
   "class_methods" "included" "prepended" "class_eval" "module_eval" "let" "let!" "subject"
   "subject!" "let_it_be" "let_it_be!" "let_it_be_with_reload" "given" "given!"))
((call
   receiver: (_) method: (_) @_called block: (_) @scope.function)
 (#not-any-of? @_called "new" "define" "describe" "context" "feature" "shared_examples"
   "shared_examples_for" "shared_context"))
((call
   receiver: (constant) @_maker method: (_) @_called block: (_) @scope.function)
 (#any-of? @_called "new" "define")
 (#not-any-of? @_maker "Struct" "Class" "Module" "Data" "ImmutableStruct" "OpenStruct"))
((call
   receiver: [(call) (identifier) (scope_resolution) (self) (instance_variable)]
   method: (_) @_called block: (_) @scope.function)
 (#any-of? @_called "new" "define"))
(call !method block: (_) @scope.function)
(element_reference block: (_) @scope.function)
[(if) (unless) (if_modifier) (unless_modifier) (case)] @scope.branch

; ---- members that hold values: instance, class and global variables

(assignment left: [(instance_variable) (class_variable)] @name right: (_) @value) @definition.field
(operator_assignment
  left: [(instance_variable) (class_variable)] @name operator: "||=" right: (_) @value)
  @definition.field
(left_assignment_list [(instance_variable) (class_variable)] @definition.field)
(assignment left: (global_variable) @name right: (_) @value) @definition.variable @modifier.global
(operator_assignment left: (global_variable) @name operator: "||=" right: (_) @value)
  @definition.variable @modifier.global

; ---- constants

(assignment left: (constant) @name right: (_) @value) @definition.constant
(operator_assignment left: (constant) @name right: (_) @value) @definition.constant
(assignment
  left: (scope_resolution scope: (_) @owner name: (constant) @name) right: (_) @value)
  @definition.constant
(assignment
  left: (constant) @name right: [(string) (chained_string) (array) (string_array)] @value) @literal

; ---- local names

(assignment left: (identifier) @name right: (_) @value) @binding
(operator_assignment left: (identifier) @name right: (_) @value) @binding
(assignment
  left: (left_assignment_list
    [(identifier) @name @index
     (destructured_left_assignment (identifier) @name @index) @index])
  right: (_) @value) @binding
(rest_assignment (identifier) @name) @binding
(for
  pattern: [(identifier) @name (left_assignment_list (identifier) @name @index)]
  value: (in (_) @element)) @binding
(rescue
  exceptions: (exceptions . [(constant) (scope_resolution)] @type .)
  variable: (exception_variable (identifier) @name)) @binding
(exception_variable (identifier) @name) @binding

(as_pattern name: (identifier) @binding)
(in_clause pattern: (identifier) @binding)
(match_pattern pattern: (identifier) @binding)
[(array_pattern (identifier) @binding) (find_pattern (identifier) @binding)]
(array_pattern (splat_parameter name: (identifier) @binding))
(find_pattern (splat_parameter name: (identifier) @binding))
(hash_pattern (hash_splat_parameter name: (identifier) @binding))
(keyword_pattern value: (identifier) @binding)
(keyword_pattern key: (hash_key_symbol) @binding !value)

; ---- uses

; x.y = 1 writes y.
(assignment
  left: (call receiver: (_) @receiver method: (identifier) @name @reference.write)
  right: (_) @value)
(operator_assignment
  left: (call receiver: (_) @receiver method: (identifier) @name @reference.write))
(left_assignment_list (call receiver: (_) @receiver method: (identifier) @name @reference.write))

; X.new(…) constructs X.
(call
  receiver: (constant) @name method: (identifier) @_new arguments: (argument_list) @arguments
  (#eq? @_new "new")) @reference.construct
(call
  receiver: (constant) @name method: (identifier) @_new @arguments !arguments
  (#eq? @_new "new")) @reference.construct
(call
  receiver: (scope_resolution scope: (_) @receiver name: (constant) @name)
  method: (identifier) @_new arguments: (argument_list) @arguments
  (#eq? @_new "new")) @reference.construct
(call
  receiver: (scope_resolution scope: (_) @receiver name: (constant) @name)
  method: (identifier) @_new @arguments !arguments
  (#eq? @_new "new")) @reference.construct

; Names of methods given as symbols: to callbacks and validations, and to send and its like.
((call
   !receiver method: (identifier) @_callback
   arguments: (argument_list (simple_symbol) @reference.read))
 (#any-of? @_callback
   "before_action" "after_action" "around_action" "prepend_before_action" "skip_before_action"
   "skip_after_action" "append_before_action" "before_filter" "after_filter" "around_filter"
   "before_validation" "after_validation" "before_save" "after_save" "around_save"
   "before_create" "after_create" "around_create" "before_update" "after_update"
   "around_update" "before_destroy" "after_destroy" "around_destroy" "after_commit"
   "after_rollback" "after_create_commit" "after_update_commit" "after_destroy_commit"
   "after_save_commit" "after_initialize" "after_find" "after_touch" "validate" "helper_method"
   "before_perform" "after_perform" "around_perform" "before_enqueue" "after_enqueue"
   "private_class_method" "public_class_method" "module_function" "method" "instance_method"
   "public_send" "send" "__send__" "try" "private_constant"))
((call
   receiver: (_) @receiver method: (identifier) @_send
   arguments: (argument_list . (simple_symbol) @reference.read))
 (#any-of? @_send "send" "public_send" "__send__" "method" "instance_method" "try" "try!"))
((call
   !receiver
   arguments: (argument_list
     (pair key: [(hash_key_symbol) (simple_symbol)] @_when value: (simple_symbol) @reference.read)))
 (#any-of? @_when "if" ":if" "unless" ":unless"))
(block_argument (simple_symbol) @name @reference.call) @receiver
; allow(x).to receive(:y)
((call
   receiver: (call method: (identifier) @_expect arguments: (argument_list . (_) @receiver .))
   arguments: (argument_list
     (call
       !receiver method: (identifier) @_receive
       arguments: (argument_list . (simple_symbol) @reference.read))))
 (#any-of? @_expect "allow" "expect") (#eq? @_receive "receive"))


; Calls. One without arguments passes none, but super passes on what it was given.
(call method: (super) @name arguments: (argument_list) @arguments) @reference.call
(super) @reference.call
(call
  receiver: (_) @receiver method: (_) @name arguments: (argument_list) @arguments) @reference.call
(call receiver: (_) @receiver method: (_) @name @arguments !arguments) @reference.call
(call !receiver method: (_) @name arguments: (argument_list) @arguments) @reference.call
(call !receiver method: (_) @name @arguments !arguments) @reference.call

(operator_assignment
  left: [(instance_variable) (class_variable)] @name operator: "||=" right: (_) @value)
  @definition.field
(left_assignment_list [(instance_variable) (class_variable)] @definition.field)
(assignment left: (global_variable) @name right: (_) @value) @definition.variable @modifier.global
(operator_assignment left: (global_variable) @name operator: "||=" right: (_) @value)
  @definition.variable @modifier.global

; ---- constants

(assignment left: (constant) @name right: (_) @value) @definition.constant
(operator_assignment left: (constant) @name right: (_) @value) @definition.constant
(assignment
  left: (scope_resolution scope: (_) @owner name: (constant) @name) right: (_) @value)
  @definition.constant
(assignment
  left: (constant) @name right: [(string) (chained_string) (array) (string_array)] @value) @literal

; ---- local names

(assignment left: (identifier) @name right: (_) @value) @binding
(operator_assignment left: (identifier) @name right: (_) @value) @binding
(assignment
  left: (left_assignment_list
    [(identifier) @name @index
     (destructured_left_assignment (identifier) @name @index) @index])
  right: (_) @value) @binding
(rest_assignment (identifier) @name) @binding
(for
  pattern: [(identifier) @name (left_assignment_list (identifier) @name @index)]
  value: (in (_) @element)) @binding
(rescue
  exceptions: (exceptions . [(constant) (scope_resolution)] @type .)
  variable: (exception_variable (identifier) @name)) @binding
(exception_variable (identifier) @name) @binding

(as_pattern name: (identifier) @binding)
(in_clause pattern: (identifier) @binding)
(match_pattern pattern: (identifier) @binding)
[(array_pattern (identifier) @binding) (find_pattern (identifier) @binding)]
(array_pattern (splat_parameter name: (identifier) @binding))
(find_pattern (splat_parameter name: (identifier) @binding))
(hash_pattern (hash_splat_parameter name: (identifier) @binding))
(keyword_pattern value: (identifier) @binding)
(keyword_pattern key: (hash_key_symbol) @binding !value)

; ---- uses

; X.new(…) constructs X.
(call
  receiver: (constant) @name method: (identifier) @_new arguments: (argument_list) @arguments
  (#eq? @_new "new")) @reference.construct
(call
  receiver: (constant) @name method: (identifier) @_new @arguments !arguments
  (#eq? @_new "new")) @reference.construct
(call
  receiver: (scope_resolution scope: (_) @receiver name: (constant) @name)
  method: (identifier) @_new arguments: (argument_list) @arguments
  (#eq? @_new "new")) @reference.construct
(call
  receiver: (scope_resolution scope: (_) @receiver name: (constant) @name)
  method: (identifier) @_new @arguments !arguments
  (#eq? @_new "new")) @reference.construct

; Names of methods given as symbols: to callbacks and validations, and to send and its like.
((call
   !receiver method: (identifier) @_callback
   arguments: (argument_list (simple_symbol) @reference.read))
 (#any-of? @_callback
   "before_action" "after_action" "around_action" "prepend_before_action" "skip_before_action"
   "skip_after_action" "append_before_action" "before_filter" "after_filter" "around_filter"
   "before_validation" "after_validation" "before_save" "after_save" "around_save"
   "before_create" "after_create" "around_create" "before_update" "after_update"
   "around_update" "before_destroy" "after_destroy" "around_destroy" "after_commit"
   "after_rollback" "after_create_commit" "after_update_commit" "after_destroy_commit"
   "after_save_commit" "after_initialize" "after_find" "after_touch" "validate" "helper_method"
   "before_perform" "after_perform" "around_perform" "before_enqueue" "after_enqueue"
   "private_class_method" "public_class_method" "module_function" "method" "instance_method"
   "public_send" "send" "__send__" "try" "private_constant"))
((call
   receiver: (_) @receiver method: (identifier) @_send
   arguments: (argument_list . (simple_symbol) @reference.read))
 (#any-of? @_send "send" "public_send" "__send__" "method" "instance_method" "try" "try!"))
((call
   !receiver
   arguments: (argument_list
     (pair key: [(hash_key_symbol) (simple_symbol)] @_when value: (simple_symbol) @reference.read)))
 (#any-of? @_when "if" ":if" "unless" ":unless"))
(block_argument (simple_symbol) @name @reference.call) @receiver
; allow(x).to receive(:y)
((call
   receiver: (call method: (identifier) @_expect arguments: (argument_list . (_) @receiver .))
   arguments: (argument_list
     (call
       !receiver method: (identifier) @_receive
       arguments: (argument_list . (simple_symbol) @reference.read))))
 (#any-of? @_expect "allow" "expect") (#eq? @_receive "receive"))

; Calls. One without arguments passes none, but super passes on what it was given.
(call method: (super) @name arguments: (argument_list) @arguments) @reference.call
(super) @reference.call
(call
  receiver: (_) @receiver method: (_) @name arguments: (argument_list) @arguments) @reference.call
(call receiver: (_) @receiver method: (_) @name @arguments !arguments) @reference.call
(call !receiver method: (_) @name arguments: (argument_list) @arguments) @reference.call
(call !receiver method: (_) @name @arguments !arguments) @reference.call

(operator_assignment
  left: [(instance_variable) (class_variable) (global_variable)] @reference.write)
(left_assignment_list (global_variable) @reference.write)

(scope_resolution scope: (_) @receiver name: (constant) @name) @reference.read
(scope_resolution !scope) @reference.read
(scope_resolution name: (constant) @none)
(constant) @reference.read
[(instance_variable) (class_variable) (global_variable)] @reference.read
(pair key: (hash_key_symbol) @reference.call @arguments !value)
(call method: (identifier) @none)
(identifier) @reference.call @arguments

; ---- entries ----

(hash) @entries
(hash (pair key: [(hash_key_symbol) (simple_symbol) (string)] @name) @entry)

; ---- loops, conditions, keys

[(while body: (_) @body) (until body: (_) @body) (for body: (_) @body)] @loop
(call
  method: (identifier) @_each block: [(block) (do_block)] @body
  (#any-of? @_each
    "each" "map" "each_with_index" "flat_map" "select" "reject" "find_each" "find_in_batches" "times"
    "each_slice" "each_with_object" "collect" "filter_map" "loop" "upto" "in_batches" "each_pair"))
  @loop
(if condition: (_) @value consequence: (_) @body !alternative) @guard
(if condition: (_) @value consequence: (_) @body alternative: (_) @default) @guard
(unless condition: (_) @value consequence: (_) @body !alternative) @guard.negated
(unless condition: (_) @value consequence: (_) @body alternative: (_) @default) @guard.negated
(if_modifier body: (_) @body condition: (_) @value) @guard
(unless_modifier body: (_) @body condition: (_) @value) @guard.negated
(conditional condition: (_) @value consequence: (_) @body alternative: (_) @default) @guard
(while condition: (_) @value body: (_) @body) @guard.only
(until condition: (_) @value body: (_) @body) @guard.only.negated
(case !value (when . pattern: (pattern (_) @value) . (comment)* . body: (_) @body)) @guard.only
(case value: (_) @value
  (when . pattern: (pattern [(string) (simple_symbol) (true)]) . (comment)* . body: (_) @body)) @guard.only
(case value: (_) @value
  (when . pattern: (pattern (false)) . (comment)* . body: (_) @body)) @guard.only.negated
(binary left: (_) @value operator: ["&&" "and"] right: (_) @body) @guard
[(return) (next)] @exit
(call method: (identifier) @_raise (#eq? @_raise "raise")) @exit
(element_reference object: (_) @target . [(string) (simple_symbol)] @arguments .) @site.index
; ENV[name]: what a method is told to look up.
((element_reference object: (constant) @target . (identifier) @arguments .) @site.index
  (#eq? @target "ENV"))

; ---- texts that are put together piece by piece

(assignment left: (identifier) @name right: (_) @value) @piece.first
(assignment left: (identifier) @name right: (unary operand: (string) @value)) @piece.first
(_
  (assignment left: (identifier) @name right: [
    (heredoc_beginning) (call receiver: (heredoc_beginning)) (unary operand: (heredoc_beginning))
  ])
  . (heredoc_body) @value @piece.first)
(heredoc_body) @value @piece.all
(operator_assignment left: (identifier) @name operator: "+=" right: (_) @value) @piece
(binary left: (identifier) @name operator: "<<" right: (_) @value) @piece.item
(binary
  left: (binary left: (identifier) @name operator: "<<") operator: "<<" right: (_) @value) @piece.item
(call
  receiver: (identifier) @name method: (identifier) @_adds arguments: (argument_list . (_) @value .)
  (#any-of? @_adds "concat" "push")) @piece.item
