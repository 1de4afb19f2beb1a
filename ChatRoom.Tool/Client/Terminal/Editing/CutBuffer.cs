namespace ChatRoom.Client.Terminal.Editing;

/// <summary>
/// What was cut last and Ctrl-Y brings back. Cuts that follow each other with no other key between come back as one.
/// Owned by the editor.
/// </summary>
internal sealed class CutBuffer
{
    private bool _goesOn;
    private bool _isCut;

    public string Text { get; private set; } = "";

    /// <summary>Another key was pressed.</summary>
    public void NextKey() => (_goesOn, _isCut) = (_isCut, false);

    /// <param name="isBefore">Whether it stood before what was cut just now.</param>
    public void Add(string cut, bool isBefore)
    {
        Text = !_goesOn ? cut : isBefore ? cut + Text : Text + cut;
        _isCut = true;
    }

    /// <summary>Takes something for itself.</summary>
    public void Set(string cut) => (Text, _isCut) = (cut, true);
}
