namespace ChatRoom.Server.Log.Segments;

/// <summary>Damaged lines that follow each other in a file, which are told as one.</summary>
internal ref struct DamagedRange(string path, DamageReports reports)
{
    private long _at;
    private int _lines;

    public void Meet(long at)
    {
        _at = _lines++ == 0 ? at : _at;
    }

    public void End()
    {
        if (_lines > 0)
        {
            reports.Tell(path, _at, $"{path} is damaged at byte {_at}: {_lines} {(_lines == 1 ? "line is" : "lines are")} stepped over");
            _lines = 0;
        }
    }
}
