#include "program.hpp"

int main(int argument_count, char** arguments) {
    auto console = balmer::console::standard_console();
    return balmer::app::run(argument_count, arguments, console);
}
