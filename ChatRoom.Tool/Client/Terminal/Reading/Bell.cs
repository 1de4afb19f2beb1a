namespace ChatRoom.Client.Terminal.Reading;

/// <summary>What rings the bell.</summary>
internal enum BellMode
{
    Off,

    /// <summary>Whoever names the reader, or says something to the reader alone.</summary>
    Mention,

    /// <summary>Whatever somebody else says.</summary>
    All,
}

/// <summary>When the terminal's bell rings: at most once in <see cref="Pause"/>. Used by one loop.</summary>
internal sealed class Bell(TimeProvider time)
{
    public static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private bool _isDue;
    private long? _rangAt;

    public BellMode Mode { get; set; } = BellMode.Mention;

    /// <summary>The modes, as a person types them.</summary>
    public static IReadOnlyList<string> Modes { get; } = ["off", "mention", "all"];

    /// <summary>The mode of that name; false where there is none.</summary>
    public static bool TryParse(string name, out BellMode mode)
    {
        var index = -1;
        for (var i = 0; i < Modes.Count; i++)
        {
            index = Modes[i].Equals(name, StringComparison.OrdinalIgnoreCase) ? i : index;
        }

        mode = index < 0 ? default : (BellMode)index;
        return index >= 0;
    }

    public static string NameOf(BellMode mode) => Modes[(int)mode];

    /// <summary>Somebody else said something just now.</summary>
    public void Hear(bool isMention) => _isDue |= Mode == BellMode.All || (Mode == BellMode.Mention && isMention);

    /// <summary>Whether it rings for what was heard since the last time.</summary>
    public bool Take()
    {
        var rings = _isDue && (_rangAt is not { } before || time.GetElapsedTime(before) >= Pause);
        _isDue = false;
        _rangAt = rings ? time.GetTimestamp() : _rangAt;
        return rings;
    }
}
