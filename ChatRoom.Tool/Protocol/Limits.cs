namespace ChatRoom.Protocol;

/// <summary>The sizes on which both sides of the protocol agree. All are bytes unless they say otherwise.</summary>
internal static class Limits
{
    /// <summary>Characters of a nickname or a room name; they are ASCII, so bytes too.</summary>
    public const int MaxName = 32;

    /// <summary>What one message may hold, as UTF-8, after filtering.</summary>
    public const int MaxText = 4096;

    /// <summary>What a nickname may take before it is dropped as noise; the tutorial reads as much at once.</summary>
    public const int MaxRawName = 1024;

    /// <summary>What one line may hold: a text and the words, numbers and names that may stand before it.</summary>
    public const int MaxLine = MaxText + MaxRawName + 256;

    /// <summary>Scratch space that filtering one line can need: a byte of bad UTF-8 becomes three.</summary>
    public const int FilterScratch = 3 * MaxLine;

    /// <summary>Lines, not bytes, that may be said as one.</summary>
    public const int MaxTogetherLines = 1000;

    /// <summary>What the texts of lines that are said as one may hold in all.</summary>
    public const int MaxTogetherBytes = 64 << 10;

    /// <summary>What a room's topic may hold, as UTF-8, after filtering: it stands beside other things on a screen.</summary>
    public const int MaxTopic = 400;

    /// <summary>What the reason of a kick or a ban may hold, as UTF-8, after filtering: it stands behind a name.</summary>
    public const int MaxReason = 400;

    /// <summary>What a password may hold, as UTF-8: what can be typed in one line, and more than anybody does.</summary>
    public const int MaxPassword = 1000;

    /// <summary>Things said, not bytes, that one person may be told again at once.</summary>
    public const int MaxHistory = 1000;

    /// <summary>What the tutorial's programs take with one receive; a longer write is torn by them.</summary>
    public const int TutorialChunk = 1024;
}
