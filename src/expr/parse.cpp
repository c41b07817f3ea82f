#include "balmer/expr/parse.hpp"

#include "balmer/base/error.hpp"
#include "balmer/base/near_names.hpp"

#include "formula_error.hpp"
#include "formula_names.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>
#include <numbers>
#include <optional>
#include <utility>

#include <fmt/format.h>

namespace balmer::expr {
namespace {

constexpr std::array<std::pair<std::string_view, Opcode>, 11> aliases = {{
    {"ln", Opcode::log},
    {"fabs", Opcode::abs},
    {"Abs", Opcode::abs},
    {"arcsin", Opcode::asin},
    {"arccos", Opcode::acos},
    {"arctan", Opcode::atan},
    {"Min", Opcode::min},
    {"Max", Opcode::max},
    {"minimum", Opcode::min},
    {"maximum", Opcode::max},
    {"power", Opcode::pow},
}};

std::optional<Opcode> find_function(std::string_view name) {
    for (auto const& [alias, op] : aliases) {
        if (alias == name) return op;
    }
    return find_operator(name);
}

std::vector<std::string> function_names() {
    std::vector<std::string> names;
    for (auto const& row : opcode_table) {
        if (!is_leaf(row.op) && is_plain_name(row.name)) names.emplace_back(row.name);
    }
    for (auto const& [alias, op] : aliases) names.emplace_back(alias);
    return names;
}

bool is_not_a_number(std::string_view name) {
    std::string lower(name);
    for (auto& c : lower) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    return lower == "inf" || lower == "infinity" || lower == "nan";
}

/// Recursive descent. Each rule of the grammar is a function that appends nodes in postfix order.
class Parser {
public:
    Parser(std::string_view text, std::span<std::string const> features, UnknownNames policy)
        : text_(text), features_(features), policy_(policy) {}

    Parsed parse() && {
        sum();
        skip_blanks();
        if (peek() == ')') fail(at_, "')' without a matching '('");
        if (at_ < text_.size()) fail_after_operand("an operator");
        return std::move(result_);
    }

private:
    void sum() {
        product();
        while (true) {
            if (accept("+")) {
                product();
                append(Opcode::add);
            } else if (accept("-")) {
                product();
                append(Opcode::sub);
            } else {
                return;
            }
        }
    }

    void product() {
        signed_power();
        while (true) {
            if (accept("*")) {
                signed_power();
                append(Opcode::mul);
            } else if (accept("/")) {
                signed_power();
                append(Opcode::div);
            } else {
                return;
            }
        }
    }

    /// Every recursion of the grammar passes through this rule, which therefore limits the depth.
    void signed_power() {
        skip_blanks();
        if (++nesting_ > max_formula_nesting) {
            fail(at_,
                 fmt::format("formula too deeply nested (at most {} levels)", max_formula_nesting));
        }
        if (accept("-")) {
            negated();
        } else if (accept("+")) {
            signed_power();
        } else {
            power();
        }
        --nesting_;
    }

    void negated() {
        skip_blanks();
        if (at_number()) {
            auto const before = at_;
            double const value = number();
            if (!at_power()) return append_constant(-value, -1);
            at_ = before;
        }
        signed_power();
        append(Opcode::neg);
    }

    void power() {
        operand();
        if (accept("**") || accept("^")) {
            signed_power();
            append(Opcode::pow);
        }
    }

    void operand() {
        skip_blanks();
        if (at_number()) return append_constant(number(), -1);
        if (peek() == '`') return backquoted_name();
        if (starts_name(peek())) return plain_name();
        auto const open = at_;
        if (accept("(")) {
            sum();
            return close(open);
        }
        fail(at_, "expected a number, a name, a function or '(', found " + found());
    }

    void plain_name() {
        auto const begin = at_;
        while (continues_name(peek())) ++at_;
        auto const name = text_.substr(begin, at_ - begin);
        auto const end = at_;
        skip_blanks();
        if (peek() == '(') return call(name, begin);
        at_ = end;
        variable_or_parameter(name, begin);
    }

    void backquoted_name() {
        auto const begin = at_++;
        std::string name;
        while (true) {
            auto const quote = text_.find('`', at_);
            if (quote == text_.npos) fail(begin, "backquote without a closing backquote");
            name += text_.substr(at_, quote - at_);
            at_ = quote + 1;
            if (peek() != '`') break;
            name += '`';
            ++at_;
        }
        variable_or_parameter(name, begin);
    }

    void variable_or_parameter(std::string_view name, std::size_t begin) {
        if (auto const found = std::ranges::find(features_, name); found != features_.end()) {
            auto const index = static_cast<std::uint16_t>(found - features_.begin());
            result_.tree.nodes.push_back({Opcode::variable, index});
            return;
        }
        if (name == "pi" && text_[begin] != '`') {
            append_constant(std::numbers::pi, -1);
            result_.is_pi.back() = true;
            return;
        }
        if (is_not_a_number(name)) {
            fail(begin,
                 fmt::format("'{}' is not allowed in a formula (finite numbers only)", name));
        }
        bool const is_function = text_[begin] != '`' && find_function(name);
        if (is_function && (policy_ == UnknownNames::refuse || at_operand())) {
            fail(begin, fmt::format("{0} needs its argument in parentheses: {0}(…)", name));
        }
        if (policy_ == UnknownNames::refuse) fail_unknown_name(name, begin);
        append_constant(1.0, parameter_index(name));
    }

    int parameter_index(std::string_view name) {
        auto& names = result_.parameter_names;
        auto const index = std::ranges::find(names, name) - names.begin();
        if (index == std::ssize(names)) names.emplace_back(name);
        return static_cast<int>(index);
    }

    void call(std::string_view name, std::size_t begin) {
        auto const op = find_function(name);
        if (!op) fail_unknown_function(name, begin);
        auto const open = at_;
        accept("(");
        int count = 0;
        skip_blanks();
        if (peek() != ')') {
            do {
                sum();
                ++count;
            } while (accept(","));
        }
        close(open);
        if (count != arity(*op)) {
            fail(begin, fmt::format("{} takes {} argument{}, not {}", name, arity(*op),
                                    arity(*op) == 1 ? "" : "s", count));
        }
        append(*op);
    }

    void close(std::size_t open) {
        if (accept(")")) return;
        if (at_ == text_.size()) fail(open, "'(' without a matching ')'");
        fail_after_operand("an operator or ')'");
    }

    double number() {
        auto const begin = at_;
        while (is_digit(peek())) ++at_;
        if (peek() == '.') ++at_;
        while (is_digit(peek())) ++at_;
        if (peek() == 'e' || peek() == 'E') {
            auto const sign = peek(1) == '+' || peek(1) == '-' ? 1u : 0u;
            if (is_digit(peek(1 + sign))) {
                at_ += 1 + sign;
                while (is_digit(peek())) ++at_;
            }
        }
        double value = 0;
        auto const [end, status] = std::from_chars(text_.data() + begin, text_.data() + at_, value);
        if (status != std::errc{} || end != text_.data() + at_) {
            fail(begin, fmt::format("number outside the range of double precision ({} to {})",
                                    std::numeric_limits<double>::denorm_min(),
                                    std::numeric_limits<double>::max()));
        }
        return value;
    }

    bool at_number() const { return is_digit(peek()) || (peek() == '.' && is_digit(peek(1))); }

    bool at_power() {
        skip_blanks();
        return peek() == '^' || (peek() == '*' && peek(1) == '*');
    }

    char peek(std::size_t ahead = 0) const {
        return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0';
    }

    void skip_blanks() { at_ = std::min(text_.find_first_not_of(" \t\r\n", at_), text_.size()); }

    bool accept(std::string_view token) {
        skip_blanks();
        if (!text_.substr(at_).starts_with(token)) return false;
        at_ += token.size();
        return true;
    }

    void append(Opcode op) { result_.tree.nodes.push_back({op, 0}); }

    void append_constant(double value, int parameter) {
        append(Opcode::constant);
        result_.tree.constants.push_back(value);
        result_.parameter_of_constant.push_back(parameter);
        result_.is_pi.push_back(false);
    }

    std::string found() const {
        return at_ == text_.size() ? "the end of the formula" : quoted_character(text_, at_);
    }

    [[noreturn]] void fail(std::size_t at, std::string const& problem) const {
        // An error at the end is shown after the last word, not after blanks.
        if (at == text_.size()) at = text_.find_last_not_of(" \t\r\n") + 1;
        throw_formula_error(text_, at, problem);
    }

    bool at_operand() {
        skip_blanks();
        return starts_name(peek()) || at_number() || peek() == '(' || peek() == '`';
    }

    [[noreturn]] void fail_after_operand(std::string_view expected) {
        bool const is_product = at_operand();
        fail(at_, fmt::format("expected {}, found {}{}", expected, found(),
                              is_product ? ". Write products with '*'?" : ""));
    }

    [[noreturn]] void fail_unknown_name(std::string_view name, std::size_t begin) const {
        auto hint = suggestion(name, features_);
        if (hint.empty()) {
            auto const shown = features_.first(std::min<std::size_t>(features_.size(), 20));
            hint = features_.empty() ? " There are no features."
                                     : " Features are " + quoted_list(shown) +
                                           (shown.size() < features_.size() ? ", …." : ".");
        }
        fail(begin, fmt::format("unknown name '{}'.{}", name, hint));
    }

    [[noreturn]] void fail_unknown_function(std::string_view name, std::size_t begin) const {
        if (std::ranges::find(features_, name) != features_.end() || name == "pi") {
            fail(begin,
                 fmt::format("'{0}' is not a function. Write products with '*': {0}*(…)?", name));
        }
        auto const names = function_names();
        auto hint = suggestion(name, names);
        if (hint.empty()) hint = " Functions are " + quoted_list(names) + ".";
        fail(begin, fmt::format("unknown function '{}'.{}", name, hint));
    }

    std::string_view text_;
    std::span<std::string const> features_;
    UnknownNames policy_;
    std::size_t at_ = 0;
    int nesting_ = 0;
    Parsed result_;
};

}  // namespace

Parsed parse(std::string_view text, std::span<std::string const> features, UnknownNames policy) {
    BALMER_VALIDATE(text.size() <= max_formula_bytes,
                    fmt::format("formula of {} bytes is too long (at most {})", text.size(),
                                max_formula_bytes));
    BALMER_VALIDATE(
        features.size() <= std::numeric_limits<std::uint16_t>::max() + std::size_t{1},
        fmt::format("{} features are too many for a formula (at most 65536)", features.size()));
    return Parser(text, features, policy).parse();
}

bool is_reserved_name(std::string_view name) {
    return name == "pi" || is_not_a_number(name) || find_function(name).has_value();
}

}  // namespace balmer::expr
