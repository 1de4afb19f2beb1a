namespace ChatRoom.Protocol;

/// <summary>The sizes on which both sides of the protocol agree, in bytes unless another unit is named.</summary>
internal static class Limits
{
    /// <summary>Of a nickname or a room name. It is ASCII, so this is the number of characters too.</summary>
    public const int MaxName = 32;

    /// <summary>Of one message, as UTF-8, after filtering.</summary>
    public const int MaxText = 4096;

    /// <summary>Of the input that is read as a nickname; more than that is refused. The tutorial's server receives this much at once.</summary>
    public const int MaxRawName = 1024;

    /// <summary>Of one line: a text, and the words, numbers and names before it.</summary>
    public const int MaxLine = MaxText + MaxRawName + 256;

    /// <summary>The scratch space to filter one line: a byte of invalid UTF-8 becomes three.</summary>
    public const int FilterScratch = 3 * MaxLine;

    /// <summary>The number of lines that may be said as one.</summary>
    public const int MaxTogetherLines = 1000;

    /// <summary>Of the texts of all lines that are said as one.</summary>
    public const int MaxTogetherBytes = 64 << 10;

    /// <summary>Of a room's topic, as UTF-8, after filtering. It shares a line of the screen.</summary>
    public const int MaxTopic = 400;

    /// <summary>Of the reason of a kick or a ban, as UTF-8, after filtering. It follows a name in one line.</summary>
    public const int MaxReason = 400;

    /// <summary>Of a password, as UTF-8: it fits in one line, and no person types more.</summary>
    public const int MaxPassword = 1000;

    /// <summary>The number of earlier messages that one client may request at once.</summary>
    public const int MaxHistory = 1000;

    /// <summary>Of one write to the tutorial's client. It receives this much at once, and prints a longer write in two pieces.</summary>
    public const int TutorialChunk = 1024;
}
