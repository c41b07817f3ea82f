// The tables of one instruction set. The including file sets BALMER_SINGLE(name) and
// BALMER_DOUBLE(name), which make SLEEF's name of a function.

#define BALMER_ADDRESS(function) reinterpret_cast<CalledFunction>(&function)
#define BALMER_ALL(NAME)                                                                        \
    {                                                                                           \
        BALMER_ADDRESS(NAME(sin)), BALMER_ADDRESS(NAME(cos)), BALMER_ADDRESS(NAME(tan)),        \
            BALMER_ADDRESS(NAME(asin)), BALMER_ADDRESS(NAME(acos)), BALMER_ADDRESS(NAME(atan)), \
            BALMER_ADDRESS(NAME(exp)), BALMER_ADDRESS(NAME(log)), BALMER_ADDRESS(NAME(tanh)),   \
            BALMER_ADDRESS(NAME(pow))                                                           \
    }
