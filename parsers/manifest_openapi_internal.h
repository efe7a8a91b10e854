// OpenAPI and Swagger descriptions, in whatever notation they are written.
#pragma once

#include <span>

#include "parsers/manifest_entries_internal.h"

namespace interlock {

// What callers depend on, and no more of a description: "operations.GET /orders/{id}" (the
// operation's id), "parameters.GET /orders/{id}.id" ("path, required"), "bodies.POST /orders" (the
// type), "schemas.Order.properties.total" ("number"), "schemas.Order.required.0", and where it is
// served.
void AddOpenApiSettings(std::span<const ManifestEntry> document, FileFacts& facts);

}  // namespace interlock
