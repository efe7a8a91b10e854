; C. What it shares with C++ follows in ../native/shared.scm. Roles of uses stand on the name itself.

(variadic_parameter) @parameter.rest

(switch_statement condition: (parenthesized_expression (_) @value)) @choice
