// Effects of what types of the code derive from, and of fields that a library fills.
#include <utility>

#include "graph/effects/sites_internal.h"

namespace interlock {

namespace {

constexpr int kMostNested = 3;  // types of fields in each other

// "<0>" of `Consumer<Order>`, `Consumer[Order]`.
std::vector<Operand> TypeArguments(std::string_view written) {
  constexpr std::size_t kMost = 8;
  std::vector<Operand> operands;
  const std::size_t open = written.find_first_of("<[");
  if (open == written.npos) return operands;
  std::string argument;
  int depth = 0;
  for (const char c : written.substr(open + 1)) {
    const bool ends = depth == 0 && (c == ',' || c == '>' || c == ']');
    if (c == '<' || c == '[') ++depth;
    if (c == '>' || c == ']') --depth;
    if (!ends) {
      if (c != ' ') argument += c;
      continue;
    }
    const std::string place = "<" + std::to_string(operands.size()) + ">";
    if (!argument.empty()) operands.push_back({place, OperandKind::kPath, argument});
    argument.clear();
    if (c != ',' || operands.size() >= kMost) break;
  }
  return operands;
}

}  // namespace

SiteReader::Founds SiteReader::FromTypes(const SourceFile& file) {
  Founds founds;
  for (const Inheritance& inheritance : file.facts().inheritance) {
    if (inheritance.definition < 0 || !inheritance.owner.empty()) continue;
    const Definition& type = file.definition(inheritance.definition);
    AccessPath access = context_.paths.Of(file, type.parent, inheritance.base, inheritance.line);
    for (const EntryFit& fit : context_.index.Fitting(EntryMatch::kBase, access, file)) {
      Site site;
      site.path = inheritance.base;
      site.scope = inheritance.definition;
      site.line = type.first_line;
      site.operands = TypeArguments(inheritance.base_text);
      Make({.file = &file,
            .site = &site,
            .access = access.path,
            .subject = inheritance.definition,
            .captures = fit.captures},
           fit, &founds);
    }
    const std::vector<EntryFit> of_fields =
        context_.index.Fitting(EntryMatch::kField, access, file);
    if (!of_fields.empty()) {
      AddFields(file, inheritance.definition, access, of_fields, &founds);
    }
  }
  FromMarkedTypes(file, &founds);
  return founds;
}

// `@ConfigurationProperties(prefix = "mail") class Mail { String host; }`. Places are those of the
// decorator.
void SiteReader::FromMarkedTypes(const SourceFile& file, Founds* founds) {
  for (const Site& site : SitesOf(file).sites) {
    const bool decorates = site.kind == SiteKind::kCall && site.subject >= 0;
    if (!decorates || !context_.index.MayFit(EntryMatch::kField, site.path, file)) continue;
    const Definition& type = file.definition(site.subject);
    if (type.kind != DefinitionKind::kClass && type.kind != DefinitionKind::kType) continue;
    const AccessPath access = PathOf(file, site, site.path);
    const Fields fields{access.path, context_.index.Fitting(EntryMatch::kField, access, file),
                        &site.operands};
    if (fields.fits.empty() || site.operands.empty()) continue;
    AddFieldsOf(file, site.subject, fields, founds);
  }
}

// Those of a type that one of its fields is of have the name of that before theirs.
void SiteReader::AddFieldsOf(const SourceFile& file, std::int32_t type, const Fields& fields,
                             Founds* founds) {
  const std::vector<Definition>& all = file.facts().definitions;
  for (std::size_t i = 0; i < all.size(); ++i) {
    const Definition& field = all[i];
    if (field.parent != type || field.kind != DefinitionKind::kField || field.is_static) continue;
    const Resolved of = context_.resolver.ResolveType(file, type, field.type);
    const bool is_here = of.targets.size() == 1 && of.targets[0].file == &file &&
                         of.targets[0].definition().kind == DefinitionKind::kClass;
    Fields inner = fields;
    inner.before += field.name.str() + ".";
    if (is_here) {
      if (++inner.depth <= kMostNested) AddFieldsOf(file, of.targets[0].index, inner, founds);
      continue;
    }
    Site site;
    site.path = field.name;
    site.scope = type;
    site.line = field.first_line;
    site.operands = *fields.said;
    const Captures captures = {{"field", fields.before + field.name.str()}};
    for (const EntryFit& fit : fields.fits) {
      Make({.file = &file, .site = &site, .access = fields.access, .captures = captures}, fit,
           founds);
    }
  }
}

// Fields of a type that a library fills: `class Settings(BaseSettings): topic: str = "orders"`.
// What the type says else, `env_prefix="SHOP_"`, has its name in the patterns of names.
void SiteReader::AddFields(const SourceFile& file, std::int32_t type, const AccessPath& access,
                           const std::vector<EntryFit>& fits, Founds* founds) {
  Captures said;
  std::map<std::int32_t, const std::vector<Operand>*> values;  // by the field
  for (const Site& site : SitesOf(file).sites) {
    if (site.operands.empty()) continue;
    for (const std::int32_t field : {site.scope, site.subject}) {
      values.try_emplace(field, &site.operands);
    }
    if (!IsInside(file, site.scope, type)) continue;
    for (const Operand& operand : site.operands) {
      const std::string& name = operand.place.empty() ? site.path : operand.place;
      said.emplace(name, operand.kind == OperandKind::kText ? operand.text : "?");
    }
  }
  const std::vector<Definition>& all = file.facts().definitions;
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (all[i].parent != type || all[i].kind != DefinitionKind::kField) continue;
    Site site;
    site.path = all[i].name;
    site.scope = type;
    site.line = all[i].first_line;
    const auto value = values.find(static_cast<std::int32_t>(i));
    if (value != values.end()) site.operands = *value->second;
    Captures captures = said;
    captures["field"] = all[i].name;
    for (const EntryFit& fit : fits) {
      Make({.file = &file, .site = &site, .access = access.path, .captures = captures}, fit,
           founds);
    }
  }
}

}  // namespace interlock
