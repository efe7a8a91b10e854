; JSX, for JavaScript and TSX. An element is a construction whose attributes are keyword arguments:
; how many values it passes is not known. An element whose name begins with a small letter is the
; platform's own.

((jsx_element
  open_tag: (jsx_opening_element name: (identifier) @name @reference.construct) @keywords) @body
  (#match? @name "^[^a-z]"))
((jsx_self_closing_element name: (identifier) @name @reference.construct) @keywords
  (#match? @name "^[^a-z]"))
(jsx_element
  open_tag: (jsx_opening_element
    name: (member_expression
      object: (_) @receiver
      property: (property_identifier) @name @reference.construct)) @keywords) @body
(jsx_self_closing_element
  name: (member_expression
    object: (_) @receiver property: (property_identifier) @name @reference.construct)) @keywords
(jsx_opening_element name: (member_expression object: (identifier) @name @reference.read))
(jsx_self_closing_element name: (member_expression object: (identifier) @name @reference.read))

[(jsx_opening_element) (jsx_self_closing_element)] @entries
(jsx_attribute . (property_identifier) @name) @entry
