#include "balmer/app/run.hpp"

int main(int argument_count, char** arguments) {
    auto console = balmer::app::standard_console();
    return balmer::app::run(argument_count, arguments, console);
}
