package banner
