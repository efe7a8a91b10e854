// How the texts that name resources are read: addresses, routes, and what files lie where.
#include <algorithm>
#include <array>
#include <cctype>

#include "graph/effects/patterns.h"
#include "graph/effects/sites_internal.h"
#include "graph/effects/written_columns.h"

namespace interlock {

bool IsNothingButHoles(const std::string& text) {
  return std::none_of(text.begin(), text.end(),
                      [](char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0; });
}

namespace {

// Ends of hosts that nobody outside reaches.
constexpr std::array<std::string_view, 4> kInside = {".local", ".svc", ".internal", ".localhost"};

bool IsOutside(const std::string& host) {
  const auto ends = [&](std::string_view end) { return host.ends_with(end); };
  return host.find('.') != host.npos && host.find('{') == host.npos &&
         std::none_of(kInside.begin(), kInside.end(), ends) &&
         host.find_first_not_of("0123456789.") != host.npos;
}

// Where the path of an address begins; 0 when it says no host, and does not leave it open.
std::size_t PathBegin(const std::string& address) {
  if (address.starts_with("{}") || address.starts_with("${")) return address.find('}') + 1;
  const std::size_t scheme = address.find("://");
  return scheme == address.npos ? 0 : std::min(address.find('/', scheme + 3), address.size());
}

// The path of an address, its holes all alike: "/cart/{}" of "http://cart:80/cart/{id}?all=1". A
// host that is somebody else's stays before it.
std::string PathOfUrl(std::string text) {
  std::string host;
  const bool is_open = text.starts_with("{}") || text.starts_with("${");
  if (const std::size_t scheme = text.find("://"); scheme != text.npos) {
    const std::size_t end = std::min(text.find('/', scheme + 3), text.size());
    host = text.substr(scheme + 3, end - scheme - 3);
    if (host.ends_with("}{}")) return "?";  // the last hole may hold a path: "http://{}:{}{}"
    text.erase(0, end);
    host = host.substr(0, host.find(':'));
    if (!IsOutside(host)) host.clear();
  } else if (is_open) {
    text.erase(0, text.find('}') + 1);
  }
  text = text.substr(0, text.find_first_of("?#"));
  // What is nothing but holes may be anything.
  if (text.find('}') != text.npos && IsNothingButHoles(text)) return "?";
  if (text.empty()) text = is_open ? "?" : "/";
  if (text == "?") return text;
  if (!text.starts_with('/')) text.insert(0, "/");
  return host + text;
}

// "/v1/cart" of "/v1//cart", as what is put together of a base that ends in a slash.
std::string WithoutEmptySteps(std::string path) {
  for (std::size_t at = path.find("//"); at != path.npos; at = path.find("//", at)) {
    path.erase(at, 1);
  }
  return path;
}

// A route's parameters, however its framework writes them: "<int:id>", ":id", "{id}", "[id]".
std::string WithPlainHoles(const std::string& route) {
  std::string plain;
  for (std::size_t i = 0; i < route.size();) {
    const char c = route[i];
    const std::size_t close = c == '<'   ? route.find('>', i)
                              : c == '{' ? route.find('}', i)
                                         : route.npos;
    if (close != route.npos) {
      plain += "{}";
      i = close + 1;
    } else if (c == ':' && i > 0 && route[i - 1] == '/') {
      plain += "{}";
      i = std::min(route.find('/', i), route.size());
    } else {
      plain += c;
      ++i;
    }
  }
  if (plain.size() > 1 && plain.ends_with('/')) plain.pop_back();
  return plain;
}

// A regular expression as a route: "orders/{}" of "^orders/(?P<pk>[0-9]+)/$". What stands for
// anything else than one text or one parameter is none: "?".
std::string RouteOfPattern(std::string_view pattern) {
  std::string route;
  if (pattern.starts_with('^')) pattern.remove_prefix(1);
  if (pattern.ends_with('$')) pattern.remove_suffix(1);
  if (pattern.ends_with("/?")) pattern.remove_suffix(2);
  for (std::size_t i = 0; i < pattern.size();) {
    const char c = pattern[i];
    if (c == '(') {
      int depth = 0;
      for (bool in_set = false; i < pattern.size(); ++i) {
        if (pattern[i] == '\\') {
          ++i;
        } else if (in_set || pattern[i] == '[') {
          in_set = pattern[i] != ']';
        } else if (pattern[i] == '(') {
          ++depth;
        } else if (pattern[i] == ')' && --depth == 0) {
          break;
        }
      }
      if (i >= pattern.size() || (++i < pattern.size() && pattern[i] == '?')) return "?";
      route += "{}";
    } else if (c == '\\' && i + 1 < pattern.size() &&
               (pattern[i + 1] == '.' || pattern[i + 1] == '-' || pattern[i + 1] == '/')) {
      route += pattern[i + 1];
      i += 2;
    } else if (std::string_view("\\[]|*+?^$.").find(c) != std::string_view::npos) {
      return "?";
    } else {
      route += c;
      ++i;
    }
  }
  return route;
}

// The database of an address, without who asks for it: "orders-db/orders".
std::string DatabaseOf(const std::string& text) {
  const std::size_t scheme = text.find("://");
  if (scheme == text.npos) return text;
  std::string rest = text.substr(scheme + 3);
  rest = rest.substr(0, rest.find('?'));
  if (const std::size_t at = rest.rfind('@'); at != rest.npos) rest.erase(0, at + 1);
  const std::size_t slash = rest.find('/');
  std::string host = rest.substr(0, std::min(rest.find(':'), slash));
  if (slash == rest.npos) return host;
  return host.empty() ? rest.substr(slash + 1) : host + "/" + rest.substr(slash + 1);
}

std::string Via(const std::string& via, const std::string& text) {
  if (text == "?") return text;
  if (via == "path" || via == "tokens") {
    return WithPlainHoles(text.starts_with('/') ? text : "/" + text);
  }
  if (via == "pattern") {
    const bool is_pattern = text.find_first_of("^$(\\") != text.npos;
    const std::string route = is_pattern ? RouteOfPattern(text) : text;
    return route == "?" ? route : Via("path", route);
  }
  if (via == "url") return WithoutEmptySteps(WithPlainHoles(PathOfUrl(text)));
  if (via == "route") {  // "/cart", "GET /cart"; what begins otherwise is no route
    const std::size_t slash = text.find('/');
    const bool is_route = slash == 0 || (slash != text.npos && slash > 1 && text[slash - 1] == ' ');
    return is_route ? WithPlainHoles(text) : text.empty() ? "/" : "?";
  }
  if (via.starts_with("behind(") && via.ends_with(')')) {
    const std::string_view before = std::string_view(via).substr(7, via.size() - 8);
    const std::size_t at = before.empty() ? text.npos : text.find(before);
    if (at == text.npos) return "";
    const std::string rest = WithPlainHoles(text.substr(at + before.size()));
    return rest.substr(0, rest.find_first_of("/?#"));
  }
  if (via == "dsn") return DatabaseOf(text);
  if (via == "snake") return NameByRule("{x:snake}", {{"x", text}});
  if (via == "column") {  // "total as sum", "orders.total"
    const std::string name = text.substr(0, text.find_first_of(" \t\n"));
    const bool is_name = std::all_of(name.begin(), name.end(), [](unsigned char c) {
      return std::isalnum(c) != 0 || c == '_' || c == '.';
    });
    return is_name && !name.empty() ? ColumnName(name) : "?";
  }
  if (via == "tail") {
    const std::size_t cut = text.find_last_of("/:");
    return text.starts_with("${") || cut == text.npos ? text : text.substr(cut + 1);
  }
  if (via == "placeholder") {
    const auto placeholder = PlaceholderIn(text);
    return placeholder ? placeholder->key : text;
  }
  return text;
}

}  // namespace

bool IsNamedInSlot(const std::string& via, std::string_view slotted) {
  const std::size_t slot = slotted.find(kSlot);
  if (slot == slotted.npos) return false;
  const std::string_view before = slotted.substr(0, slot), after = slotted.substr(slot + 1);
  if (via.starts_with("behind(") && via.ends_with(')')) {
    return after.empty() && before.ends_with(std::string_view(via).substr(7, via.size() - 8));
  }
  if (via != "url" || (!after.empty() && after.front() != '?' && after.front() != '#'))
    return false;
  if (before.find_first_of("?#") != before.npos) return false;
  return before.empty() || std::string_view("/:.-_=@ ").find(before.back()) == before.npos;
}

bool IsAddress(const NameSource& name) { return name.via == "url"; }

std::vector<Constant> ColumnsIn(const std::vector<Constant>& texts, const std::string& via) {
  std::vector<Constant> names;
  for (const Constant& text : texts) {
    if (text.text == "?" || text.is_open()) continue;
    const std::vector<WrittenColumn> columns =
        via == "condition" ? ColumnsOfCondition(text.text) : ColumnsOfList(text.text);
    for (const WrittenColumn& column : columns) {
      Constant name = text;
      name.text = ColumnName((column.table.empty() ? "" : column.table + ".") + column.column);
      names.push_back(std::move(name));
    }
  }
  return names;
}

bool ReadsRoutes(const std::string& via) {
  return via == "url" || via == "route" || via == "path" || via == "tokens" || via == "pattern";
}

// What the path of a file says behind a folder, as a route: "/orders/{}" of
// "src/pages/orders/[id]/index.ts" behind "pages". Groups, "(shop)", are no part of it.
std::string RouteOfFile(const SourceFile& file, const std::string& folder) {
  const std::string path = "/" + file.path();
  const std::size_t at = path.rfind("/" + folder + "/");
  if (at == path.npos) return "";
  std::string rest = path.substr(at + folder.size() + 1);
  rest.resize(rest.rfind('/'));
  const std::string stem(file.stem());
  if (stem != "index" && stem != "route" && !stem.starts_with('+')) rest += "/" + stem;
  std::string route;
  for (std::size_t begin = 1; begin <= rest.size();) {
    const std::size_t end = std::min(rest.find('/', begin), rest.size());
    const std::string part = rest.substr(begin, end - begin);
    begin = end + 1;
    if (part.empty() || part.starts_with('(') || part.starts_with('@')) continue;
    const bool is_hole = part.starts_with('[') && part.ends_with(']');
    route += "/" + (is_hole ? "{}" : part);
  }
  return route.empty() ? "/" : route;
}

std::string JoinedRoute(const std::string& above, const std::string& below) {
  if (below.find("://") != below.npos) return below;
  const std::size_t host = above.find("://") == above.npos ? 0 : PathBegin(above);
  std::string joined;
  for (const std::string& route : {above.substr(host), below}) {
    for (std::size_t begin = 0; begin <= route.size();) {
      const std::size_t end = std::min(route.find('/', begin), route.size());
      const std::string part = route.substr(begin, end - begin);
      begin = end + 1;
      if (part == "..") {
        joined.resize(std::min(joined.rfind('/'), joined.size()));
      } else if (!part.empty()) {
        joined += "/" + part;
      }
    }
  }
  return above.substr(0, host) + (joined.empty() ? "/" : joined);
}

std::string AddressBelow(const BaseAddress& base, const std::string& text) {
  const std::string whole = base.text.substr(0, base.text.find_first_of("?#"));
  const std::size_t path = PathBegin(whole);
  const bool is_known = path > 0 || whole.starts_with('/');
  if (!is_known || PathBegin(text) > 0) return text;
  if (!base.resolves) {
    const bool has_slash = whole.ends_with('/') || text.starts_with('/') || text.empty();
    return whole + (has_slash ? "" : "/") +
           text.substr(whole.ends_with('/') && text.starts_with('/') ? 1 : 0);
  }
  if (text.starts_with('/')) return whole.substr(0, path) + text;
  const std::size_t folder = whole.find('/', path) == whole.npos ? path : whole.rfind('/');
  return whole.substr(0, folder) + "/" + text;
}

std::string NameVia(const std::string& via, const std::string& text) { return Via(via, text); }

std::string HostOf(const std::string& address) {
  const std::size_t scheme = address.find("://");
  if (scheme == address.npos) return "";
  const std::size_t end = std::min(address.find_first_of("/?#", scheme + 3), address.size());
  const std::string host = address.substr(scheme + 3, end - scheme - 3);
  const std::string label = host.substr(0, host.find_first_of(".:"));
  const bool is_name = host.find_first_of("{}@$") == host.npos &&
                       label.find_first_not_of("0123456789") != label.npos;
  return is_name ? label : "";
}

}  // namespace interlock
