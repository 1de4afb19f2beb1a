namespace ChatRoom.Client.Terminal.Editing;

/// <summary>
/// The text that was cut last, for Ctrl-Y. Cuts with no other key between them are joined. Owned by the editor.
/// </summary>
internal sealed class CutBuffer
{
    private bool _wasCut;
    private bool _isCut;

    public string Text { get; private set; } = "";

    /// <summary>A key was pressed.</summary>
    public void NextKey() => (_wasCut, _isCut) = (_isCut, false);

    /// <param name="isBefore">Whether it was before the text of the last cut.</param>
    public void Add(string cut, bool isBefore)
    {
        Text = !_wasCut ? cut : isBefore ? cut + Text : Text + cut;
        _isCut = true;
    }

    /// <summary>Replaces the buffer: this cut is not joined to the last one.</summary>
    public void Set(string cut) => (Text, _isCut) = (cut, true);
}
