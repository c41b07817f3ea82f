# Completions for bash and man pages, made by the program itself at every build. Man pages need help2man.
set(BALMER_COMPLETION "${PROJECT_BINARY_DIR}/documents/completion/balmer")
set(BALMER_MAN_PAGES "${PROJECT_BINARY_DIR}/documents/man1")
find_program(BALMER_HELP2MAN help2man)
mark_as_advanced(BALMER_HELP2MAN)

# Only if the program runs here, and its sanitizers need not be heard.
if(TARGET balmer AND NOT CMAKE_CROSSCOMPILING AND NOT BALMER_SANITIZE)
    file(MAKE_DIRECTORY "${PROJECT_BINARY_DIR}/documents/completion")
    add_custom_command(OUTPUT ${BALMER_COMPLETION}
        COMMAND balmer --completion > ${BALMER_COMPLETION}
        DEPENDS balmer COMMENT "Writing completions" VERBATIM)
    set(documents ${BALMER_COMPLETION})
    if(BALMER_HELP2MAN)
        # The last page that is written stands for all.
        set(make_pages ${PROJECT_SOURCE_DIR}/packaging/man-pages)
        add_custom_command(OUTPUT ${BALMER_MAN_PAGES}/balmer.1.gz
            COMMAND ${make_pages} $<TARGET_FILE:balmer> ${BALMER_MAN_PAGES}
            DEPENDS balmer ${make_pages} COMMENT "Writing man pages" VERBATIM)
        list(APPEND documents ${BALMER_MAN_PAGES}/balmer.1.gz)
    endif()
    add_custom_target(balmer_documents ALL DEPENDS ${documents})
endif()
